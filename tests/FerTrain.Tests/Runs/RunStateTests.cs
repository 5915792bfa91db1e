using FerTrain.Core.Errors;
using FerTrain.Core.Runs;

namespace FerTrain.Tests.Runs;

public sealed class RunStateTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_files_of_a_run_tell_its_state()
    {
        var run = Make("20261120_181500_a");
        RunStates.Of(run).ShouldBe(RunState.Failed);
        File.WriteAllText(run.LastCheckpoint, "");
        RunStates.Of(run).ShouldBe(RunState.Unfinished);
        using (run.Claim()) RunStates.Of(run).ShouldBe(RunState.Training);
        RunStates.Of(run).ShouldBe(RunState.Unfinished);
        File.WriteAllText(run.Summary, "{}");
        RunStates.Of(run).ShouldBe(RunState.Finished);
    }

    [Fact]
    public void What_a_killed_process_left_is_no_training()
    {
        var run = Make("20261120_181500_a");
        File.WriteAllText(run.LastCheckpoint, "");
        File.WriteAllText(run.Lock, "");
        RunStates.Of(run).ShouldBe(RunState.Unfinished);
    }

    [Fact]
    public void A_run_that_is_deleted_while_runs_are_listed_has_no_files()
    {
        var run = Make("20261120_181500_a");
        Directory.Delete(run.Root, recursive: true);
        RunOverview.Of(run).Bytes.ShouldBe(0);
    }

    [Fact]
    public void The_newest_unfinished_run_is_the_one_to_resume()
    {
        foreach (var name in (string[])["20261119_181500_a", "20261120_181500_b", "20261121_181500_trains", "20261122_181500_finished", "20261123_181500_failed"])
            File.WriteAllText(Make(name).LastCheckpoint, "");
        File.WriteAllText(Make("20261122_181500_finished").Summary, "{}");
        File.Delete(Make("20261123_181500_failed").LastCheckpoint);
        using var training = Make("20261121_181500_trains").Claim();

        Path.GetFileName(RunFinder.LatestUnfinished(_folder.Root).Root).ShouldBe("20261120_181500_b");
    }

    [Fact]
    public void A_baseline_that_stopped_is_none_to_resume()
    {
        File.WriteAllText(Make("20261120_181500_network").LastCheckpoint, "");
        var baseline = Make("20261121_181500_svm");
        File.WriteAllText(baseline.BestCheckpoint, "");
        File.WriteAllText(baseline.Config, "model: {name: svm}");

        RunStates.Of(baseline).ShouldBe(RunState.Failed);
        Path.GetFileName(RunFinder.LatestUnfinished(_folder.Root).Root).ShouldBe("20261120_181500_network");
    }

    [Fact]
    public void Without_one_it_says_what_resumes_a_finished_run()
    {
        File.WriteAllText(Make("20261122_181500_finished").Summary, "{}");
        Should.Throw<UserError>(() => RunFinder.LatestUnfinished(_folder.Root)).Message
            .ShouldBe($"Runs folder '{_folder.Root}': no run in it is unfinished. Expected: --resume RUN train.epochs=N, which trains a finished run further.");
    }

    private RunDirectory Make(string name)
    {
        Directory.CreateDirectory(Path.Combine(_folder[name], "checkpoints"));
        return RunDirectory.Open(_folder[name]);
    }
}
