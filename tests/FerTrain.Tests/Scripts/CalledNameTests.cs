using static FerTrain.Tests.Scripts.LauncherClone;

namespace FerTrain.Tests.Scripts;

/// <summary>The launcher tells the program how it was called, for the commands in messages.</summary>
public sealed class CalledNameTests : IDisposable
{
    private const string Teller = "#!/usr/bin/env bash\n[[ $1 != *FerTrain.Cli.dll ]] || echo \"$FERTRAIN_COMMAND\"\n[[ $1 != build ]] || { mkdir -p \"$CLONE/${P%/*}\" && touch \"$CLONE/$P\"; }\n";

    private readonly LauncherClone _clone = new("fertrain");

    public CalledNameTests() => _clone.Tool("dotnet", Teller.Replace("$P", BuiltProgram, StringComparison.Ordinal).Replace("${P%/*}", Path.GetDirectoryName(BuiltProgram), StringComparison.Ordinal));

    public void Dispose() => _clone.Dispose();

    [FactWithBash]
    public void It_is_the_path_that_was_typed()
    {
        Called("cd \"$CLONE\" && ./fertrain train").ShouldBe("./fertrain");
        Called("cd \"$CLONE/src\" && ../fertrain train").ShouldBe("../fertrain");
    }

    [FactWithBash]
    public void It_is_fertrain_where_the_PATH_finds_it() => Called("ln -s \"$CLONE/fertrain\" \"$CLONE/tools/fertrain\" && fertrain train").ShouldBe("fertrain");

    private string Called(string command)
    {
        var run = Bash.Run("-c", [command], _clone.Environment());
        run.Exit.ShouldBe(0, run.Error);
        return run.Output.Trim();
    }
}
