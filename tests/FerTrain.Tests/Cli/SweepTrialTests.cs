using FerTrain.Core.Runs;
using FerTrain.Core.Sweeps;

namespace FerTrain.Tests.Cli;

/// <summary>What a sweep refuses to plan, and what it knows of its trials without training them.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class SweepTrialTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Runs => _folder["runs"];

    private string Root => Directory.GetDirectories(Runs).ShouldHaveSingleItem();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--seeds 0,1 train.seed=5", "--seeds sets train.seed, and so does train.seed=5. Expected: one of the two.")]
    [InlineData("--folds 2 data.folds=5", "--folds sets data.folds, and so does data.folds=5. Expected: one of the two.")]
    [InlineData("--folds 2 data.folds=5 data.fold=3", "--folds sets data.folds, and so does data.folds=5. Expected: one of the two.")]
    [InlineData("--name a*b", "Sweep name 'a*b': expected letters, digits, '_', '-' and '.', which does not come first.")]
    [InlineData("--print --threads 0", "--threads is 0. Expected: 1 or more.")]
    [InlineData("--print --device foo", "Unknown device 'foo'. Expected: auto, cpu, gpu, cuda:0.")]
    [InlineData("--slurm --device foo", "Unknown device 'foo'. Expected: auto, cpu, gpu, cuda:0.")]
    public void What_cannot_be_meant_is_refused_and_plans_nothing(string words, string expected)
    {
        CommandLine.Run(["sweep", "--runs", Runs, .. words.Split(' '), .. CommandLine.Quick]).Error.ShouldBe($"fertrain: {expected}\n");
        Directory.Exists(Runs).ShouldBeFalse();
    }

    [Fact]
    public void A_device_of_another_machine_can_be_planned_for() =>
        CommandLine.Run(["sweep", "--print", "--runs", Runs, "--device", "cuda:7", .. CommandLine.Quick]).Output.ShouldEndWith(" --trial 1 --device cuda:7\n");

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
