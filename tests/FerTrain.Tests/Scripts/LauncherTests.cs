using FerTrain.Tests.Setup;
using static FerTrain.Tests.Scripts.LauncherClone;

namespace FerTrain.Tests.Scripts;

public sealed class LauncherTests : IDisposable
{
    private const string Run = BuiltProgram + " train";

    private readonly LauncherClone _clone = new("fertrain");

    public void Dispose() => _clone.Dispose();

    [FactWithBash]
    public void The_first_call_restores_and_builds_and_the_next_only_runs()
    {
        var first = Launch();
        first.Exit.ShouldBe(0, first.Error);
        first.Error.ShouldBe("fertrain: restoring packages, half a gigabyte at first\nfertrain: building\nfertrain: built FerTrain.Cli\n");
        _clone.Calls().ShouldBe([Restored("cpu"), Built("cpu"), Run]);

        Launch().Error.ShouldBeEmpty();
        _clone.Calls().ShouldBe([Run]);
    }

    [FactWithBash]
    public void An_edit_of_anything_that_the_build_reads_builds_again()
    {
        Launch();
        _clone.Calls();
        foreach (var file in FilesThatTheBuildReads)
        {
            _clone.Edit(file);
            Launch();
            _clone.Calls().ShouldBe([Restored("cpu"), Built("cpu"), Run], file);
            _clone.Undo(file);
            Launch();
            _clone.Calls();
        }
    }

    [FactWithBash]
    public void A_file_that_is_as_it_was_builds_nothing_whatever_its_time()
    {
        Launch();
        _clone.Calls();
        foreach (var years in (int[])[10, 40, 200])
        {
            _clone.SetAge("src/Program.cs", years);
            Launch();
            _clone.Calls().ShouldBe([Run]);
        }
    }

    [FactWithBash]
    public void The_compiler_is_told_that_its_sources_are_others_and_not_of_files_that_are_copied()
    {
        _clone.Tool("dotnet", "#!/usr/bin/env bash\n[[ $1 != build ]] || echo \"$SourceChecksum\" >>\"$CLONE/checksums\"\n");
        Launch();
        _clone.Edit("configs/quickstart.yaml");
        Launch();
        _clone.Edit("src/Program.cs");
        Launch();
        var checksums = File.ReadAllLines(_clone["checksums"]);
        checksums[0].ShouldNotBeEmpty();
        checksums.ShouldBe([checksums[0], checksums[0], checksums[2]]);
        checksums[2].ShouldNotBe(checksums[0]);
    }

    [FactWithBash]
    public void No_sockets_for_debuggers_are_left_unless_they_are_asked_for()
    {
        _clone.Tool("dotnet", "#!/usr/bin/env bash\n[[ $1 != *FerTrain.Cli.dll ]] || echo \"$DOTNET_EnableDiagnostics\"\n");
        Launch().Output.ShouldBe("0\n");
        Launch(("DOTNET_EnableDiagnostics", "1")).Output.ShouldBe("1\n");
    }

    [FactWithBash]
    public void A_folder_that_MSBuild_cannot_read_is_one_line()
    {
        foreach (var name in (string[])["a%41b", "a@(b)", "a*b"])
        {
            var odd = Copied(name);
            var run = Bash.Run(Path.Combine(odd, "fertrain"), ["train"], _clone.Environment());
            (run.Exit, run.Error).ShouldBe((1, $"fertrain: {odd}: MSBuild does not build in a folder whose path has %41 and the like, @(, * or ?. Expected: another place\n"));
        }
    }

    [FactWithBash]
    public void A_folder_with_any_other_name_is_built_in()
    {
        foreach (var name in (string[])["a;b", "a$(b)", "a[b]", "a b", "100%"])
        {
            var odd = Copied(name);
            _ = Bash.Run(Path.Combine(odd, "fertrain"), ["train"], _clone.Environment());
            _clone.Calls()[^1].ShouldBe($"{name}/{Run}");
        }
    }

    /// <summary>The clone in a folder of another name.</summary>
    private string Copied(string name)
    {
        var odd = _clone[name];
        Directory.CreateDirectory(odd);
        ExternalProgram.Start("cp", "-r", _clone["fertrain"], _clone["src"], _clone["build"], _clone["configs"], _clone["pretrained"], _clone["global.json"], _clone["Directory.Build.props"], odd).ExitCode.ShouldBe(0);
        return odd;
    }

    [FactOnLinux]
    public void Of_two_launchers_at_once_one_builds_and_the_other_waits()
    {
        var runs = new[] { Task.Run(() => Launch()), Task.Run(() => Launch()) };
        Task.WaitAll(runs);

        runs.ShouldAllBe(run => run.Result.Exit == 0);
        _clone.Calls().Order().ShouldBe([Built("cpu"), Restored("cpu"), Run, Run]);
    }

    [FactWithBash]
    public void A_driver_chooses_CUDA_and_TORCH_and_LIBTORCH_decide_otherwise()
    {
        _clone.Tool("nvidia-smi", "#!/usr/bin/env bash\n");

        Launch();
        _clone.Calls().ShouldBe([Restored("cuda"), Built("cuda"), Run]);
        Launch(("TORCH", "cpu"));
        _clone.Calls().ShouldBe([Restored("cpu"), Built("cpu"), Run]);
        Launch(("LIBTORCH", "/opt/torch"));
        _clone.Calls().ShouldBe([Restored("none"), Built("none"), Run]);
        Launch(("LIBTORCH", "/opt/torch"));
        _clone.Calls().ShouldBe([Run]);
    }

    [FactWithBash]
    public void A_choice_that_there_is_not_is_one_line() =>
        Launch(("TORCH", "gpu")).Error.ShouldBe("fertrain: TORCH=gpu: expected: cpu, cuda\n");

    [FactWithBash]
    public void Packages_that_cannot_be_restored_say_so_and_with_CUDA_what_to_do()
    {
        File.WriteAllText(_clone["unreachable"], "");

        var run = Launch(("TORCH", "cuda"));
        run.Exit.ShouldBe(1);
        run.Error.ShouldContain("error NU1101: no such package\nfertrain: the packages with CUDA cannot be restored: TORCH=cpu computes on the CPU");
        Launch().Error.ShouldEndWith("error NU1101: no such package\nfertrain: the packages cannot be restored\n");
    }

    [FactWithBash]
    public void A_failed_build_shows_its_log_and_is_tried_again()
    {
        File.WriteAllText(_clone["mistaken"], "");
        var run = Launch();
        run.Exit.ShouldBe(1);
        run.Error.ShouldEndWith("error CS1002: ; expected\nfertrain: the build failed\n");

        File.Delete(_clone["mistaken"]);
        Launch().Exit.ShouldBe(0);
    }

    private Bash Launch(params (string Name, string Value)[] choices) => Bash.Run(_clone["fertrain"], ["train"], _clone.Environment(choices));
}
