namespace FerTrain.Tests.Scripts;

public sealed class GpuScriptTests
{
    private static readonly string Script = Bash.Script("gpu.sh");

    [FactWithBash]
    public void Mistakes_are_one_line_and_change_nothing()
    {
        Mistake().ShouldBe("gpu: pack or run? See --help\n");
        Mistake("pak").ShouldBe("gpu: no such command: pak; expected: pack, run\n");
        Mistake("pack", "fer2013.csv").ShouldBe("gpu: pack needs DATA and DIR; see --help\n");
        Mistake("pack", "/nowhere/fer2013.csv", "/nowhere/parcel").ShouldBe("gpu: DATA: there is no file /nowhere/fer2013.csv\n");
        Mistake("run", "host").ShouldBe("gpu: run needs HOST and DATA; see --help\n");
        Mistake("run", "host", "/nowhere/fer2013.csv").ShouldBe("gpu: DATA: there is no file /nowhere/fer2013.csv\n");
    }

    [FactWithBash]
    public void Help_names_both_commands()
    {
        var help = Bash.Run(Script, ["--help"]);

        help.Exit.ShouldBe(0);
        help.Output.ShouldStartWith("Usage: scripts/gpu.sh pack DATA DIR\n       scripts/gpu.sh run HOST DATA [DIR]\n");
    }

    private static string Mistake(params string[] arguments)
    {
        var run = Bash.Run(Script, arguments);
        run.Exit.ShouldBe(1);
        run.Output.ShouldBeEmpty();
        return run.Error;
    }
}
