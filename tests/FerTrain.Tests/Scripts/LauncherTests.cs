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
        }
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
