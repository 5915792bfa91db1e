using FerTrain.Core.Runs;
using FerTrain.Core.Sweeps;

namespace FerTrain.Tests.Cli;

/// <summary>What a sweep knows of its trials without training them.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class SweepTrialTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Runs => _folder["runs"];

    private string Root => Directory.GetDirectories(Runs).ShouldHaveSingleItem();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_trial_that_another_process_trains_is_said_to_be()
    {
        CommandLine.Run(["sweep", "--print", "--runs", Runs, .. CommandLine.Quick]).Exit.ShouldBe(0);
        var sweep = Sweep.Open(Root, Runs);

        using var elsewhere = sweep.TryClaim(sweep.Plan.Trials[0]).ShouldNotBeNull();

        CommandLine.Run("sweep", "work", Root, "--trial", "1").Output.ShouldEndWith("  training\n");
    }

    [Fact]
    public void A_trial_that_has_ended_stays_so_without_its_checkpoints()
    {
        CommandLine.Run(["sweep", "--print", "--runs", Runs, .. CommandLine.Quick]).Exit.ShouldBe(0);
        CommandLine.Run("sweep", "work", Root, "--threads", "1").Exit.ShouldBe(0);
        var run = SweptRuns.RunOf(Root, 1);
        Directory.Delete(Path.Combine(run, "checkpoints"), recursive: true);

        CommandLine.Run("sweep", "work", Root, "--threads", "1").Exit.ShouldBe(0);

        SweptRuns.RunsOf(Root).ShouldBe([run]);
        CommandLine.Run("sweep", "status", Root).Output.ShouldContain("\n1 finished\n");
        RunFinder.Named(Root, "trial_001").Select(found => found.Root).ShouldBe([run]);
    }
}
