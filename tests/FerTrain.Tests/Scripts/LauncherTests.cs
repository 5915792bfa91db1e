using FerTrain.Tests.Architecture;
using FerTrain.Tests.Setup;

namespace FerTrain.Tests.Scripts;

/// <summary>The launcher in a clone of next to nothing, with a dotnet that only writes down what it was asked.</summary>
public sealed class LauncherTests : IDisposable
{
    private const string Recorder =
        """
        #!/usr/bin/env bash
        printf '%s\n' "$*" | sed "s:$CLONE/::g" >>"$CLONE/calls"
        case $1 in
          restore) [[ ! -e $CLONE/unreachable ]] || { echo 'error NU1101: no such package' && exit 1; } ;;
          build)
            [[ ! -e $CLONE/mistaken ]] || { echo 'error CS1002: ; expected' && exit 1; }
            mkdir -p "$CLONE/src/FerTrain.Cli/bin/Release/net10.0" && touch "$CLONE/src/FerTrain.Cli/bin/Release/net10.0/FerTrain.Cli.dll"
            echo '  FerTrain.Cli -> somewhere' ;;
        esac
        """;

    private const string Program = "src/FerTrain.Cli/bin/Release/net10.0/FerTrain.Cli.dll train";

    private readonly TempFolder _folder = new();

    public LauncherTests()
    {
        File.Copy(Path.Combine(Repository.Root, "fertrain"), _folder["fertrain"]);
        foreach (var folder in (string[])["src", "build", "configs", "tools"]) Directory.CreateDirectory(_folder[folder]);
        foreach (var file in (string[])["src/Program.cs", "build/Task.cs", "configs/quickstart.yaml", "Directory.Build.props", "Directory.Build.targets", "global.json"])
            WriteBefore(file);
        File.SetLastWriteTimeUtc(_folder["fertrain"], DateTime.UnixEpoch.AddYears(40));
        Tool("dotnet", Recorder);
        Tool("nvidia-smi", "#!/usr/bin/env bash\nexit 9");
    }

    public void Dispose() => _folder.Dispose();

    [FactWithBash]
    public void The_first_call_restores_and_builds_and_the_next_only_runs()
    {
        var first = Launch();
        first.Exit.ShouldBe(0, first.Error);
        first.Error.ShouldBe("fertrain: restoring packages, half a gigabyte at first\nfertrain: building\nfertrain: built FerTrain.Cli\n");
        Calls().ShouldBe([Restore("cpu"), Build("cpu"), Program]);

        Launch().Error.ShouldBeEmpty();
        Calls().ShouldBe([Program]);
    }

    [FactWithBash]
    public void An_edit_of_anything_that_the_build_reads_builds_again()
    {
        Launch();
        Calls();
        foreach (var file in (string[])["src/Program.cs", "build/Task.cs", "configs/quickstart.yaml", "Directory.Build.targets", "global.json"])
        {
            File.SetLastWriteTimeUtc(_folder[file], DateTime.UnixEpoch.AddYears(200));
            Launch();
            Calls().ShouldBe([Restore("cpu"), Build("cpu"), Program], file);
            WriteBefore(file);
        }
    }

    [FactOnLinux]
    public void Of_two_launchers_at_once_one_builds_and_the_other_waits()
    {
        var runs = new[] { Task.Run(() => Launch()), Task.Run(() => Launch()) };
        Task.WaitAll(runs);

        runs.ShouldAllBe(run => run.Result.Exit == 0);
        Calls().Order().ShouldBe([Build("cpu"), Restore("cpu"), Program, Program]);
    }

    [FactWithBash]
    public void A_driver_chooses_CUDA_and_TORCH_and_LIBTORCH_decide_otherwise()
    {
        Tool("nvidia-smi", "#!/usr/bin/env bash\n");

        Launch();
        Calls().ShouldBe([Restore("cuda"), Build("cuda"), Program]);
        Launch(("TORCH", "cpu"));
        Calls().ShouldBe([Restore("cpu"), Build("cpu"), Program]);
        Launch(("LIBTORCH", "/opt/torch"));
        Calls().ShouldBe([Restore("none"), Build("none"), Program]);
        Launch(("LIBTORCH", "/opt/torch"));
        Calls().ShouldBe([Program]);
    }

    [FactWithBash]
    public void A_choice_that_there_is_not_is_one_line() =>
        Launch(("TORCH", "gpu")).Error.ShouldBe("fertrain: TORCH=gpu: accepted: cpu, cuda\n");

    [FactWithBash]
    public void Packages_that_cannot_be_restored_say_so_and_with_CUDA_what_to_do()
    {
        File.WriteAllText(_folder["unreachable"], "");

        var run = Launch(("TORCH", "cuda"));
        run.Exit.ShouldBe(1);
        run.Error.ShouldContain("error NU1101: no such package\nfertrain: the packages with CUDA cannot be restored: TORCH=cpu computes on the CPU");
        Launch().Error.ShouldEndWith("error NU1101: no such package\nfertrain: the packages cannot be restored\n");
    }

    [FactWithBash]
    public void A_failed_build_shows_its_log_and_is_tried_again()
    {
        File.WriteAllText(_folder["mistaken"], "");
        var run = Launch();
        run.Exit.ShouldBe(1);
        run.Error.ShouldEndWith("error CS1002: ; expected\nfertrain: the build failed\n");

        File.Delete(_folder["mistaken"]);
        Launch().Exit.ShouldBe(0);
    }

    private static string Restore(string torch) => $"restore src/FerTrain.Cli -p:Torch={torch} --disable-build-servers";

    private static string Build(string torch) => $"build src/FerTrain.Cli -c Release -p:Torch={torch} --no-restore --nologo -clp:NoSummary --disable-build-servers";

    private void WriteBefore(string file)
    {
        File.WriteAllText(_folder[file], "");
        File.SetLastWriteTimeUtc(_folder[file], DateTime.UnixEpoch.AddYears(40));
    }

    private void Tool(string name, string script)
    {
        File.WriteAllText(_folder[$"tools/{name}"], script.ReplaceLineEndings("\n"));
        _ = ExternalProgram.Start("chmod", "+x", _folder[$"tools/{name}"]);
    }

    /// <summary>Without choices that this machine's own environment makes.</summary>
    private Bash Launch(params (string Name, string Value)[] choices) => Bash.Run(_folder["fertrain"], ["train"],
        [("PATH", $"{_folder["tools"]}:{Environment.GetEnvironmentVariable("PATH")}"), ("CLONE", _folder.Root), ("TORCH", ""), ("LIBTORCH", ""), .. choices]);

    /// <summary>What dotnet was asked since the last time.</summary>
    private string[] Calls()
    {
        var calls = File.ReadAllLines(_folder["calls"]);
        File.Delete(_folder["calls"]);
        return calls;
    }
}
