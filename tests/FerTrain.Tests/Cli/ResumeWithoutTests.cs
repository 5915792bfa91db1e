using FerTrain.Core.Config;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;
using FerTrain.Training;

namespace FerTrain.Tests.Cli;

/// <summary>Resuming a run of which a checkpoint is lost, or with other threads.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class ResumeWithoutTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _run;

    public ResumeWithoutTests() => _run = TrainedRun.CopyTo(_folder.Root);

    private string Best => Path.Combine(_run, "checkpoints", "best.pt");

    private string Last => Path.Combine(_run, "checkpoints", "last.pt");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_damaged_last_checkpoint_is_replaced_by_the_whole_one()
    {
        File.WriteAllBytes(Last, File.ReadAllBytes(Last)[..5000]);

        Resumed().ShouldContain($"{Last}: not a checkpoint FerTrain can read: ");
        new FileInfo(Last).Length.ShouldBeGreaterThan(5000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_best_checkpoint_that_is_lost_or_damaged_is_replaced_by_the_last_one(bool isLost)
    {
        File.Delete(Best);
        if (!isLost) File.WriteAllText(Best, "damaged");

        Resumed().ShouldContain("last.pt takes its place until an epoch is better than the best one so far.");
        new FileInfo(Best).Length.ShouldBeGreaterThan(5000);
    }

    [Fact]
    public void Without_a_whole_checkpoint_it_is_refused()
    {
        File.WriteAllText(Best, "damaged");
        File.WriteAllText(Last, "damaged");

        var resume = CommandLine.Run("train", "--resume", _run, "train.epochs=2");
        resume.Exit.ShouldBe(2);
        resume.Error.ShouldStartWith($"fertrain: {Last}: not a checkpoint FerTrain can read: ");
    }

    [Fact]
    public void What_only_writes_its_report_again_keeps_the_record_of_its_training()
    {
        var environment = Path.Combine(_run, "environment.json");
        File.WriteAllText(environment, File.ReadAllText(environment).Replace("\"threads\": 1,", "\"threads\": 7,", StringComparison.Ordinal));

        var resumed = CommandLine.Run("train", "--resume", _run, "report.faces=false");

        (resumed.Exit, resumed.Error).ShouldBe((0, ""));
        resumed.Output.ShouldNotContain("The run has been trained with");
        JsonFile.Read<RunEnvironment>(environment).Threads.ShouldBe(7);
    }

    [Fact]
    public void A_run_that_has_ended_is_scored_again_in_another_way()
    {
        var resumed = CommandLine.Run("train", "--resume", _run, "eval.split=val", "eval.tta=flip");

        resumed.Exit.ShouldBe(0, resumed.Error);
        var score = JsonFile.Read<RunSummary>(Path.Combine(_run, "summary.json")).Test;
        (score.Split, score.Tta).ShouldBe((SplitName.Val, TestTimeAugmentation.Flip));
        ConfigFile.Load(Path.Combine(_run, "config.yaml"), []).Eval.Split.ShouldBe(SplitName.Val);
    }

    [Fact]
    public void A_session_that_was_cancelled_goes_on_when_it_runs_again()
    {
        using var stop = new CancellationTokenSource();
        var options = new TrainingOptions { Threads = 1, Progress = new Cancelling(stop) };
        var session = TrainingSession.Resume(_run, ["train.epochs=3"], options);
        Should.Throw<OperationCanceledException>(() => session.Run(stop.Token));

        session.Run().Summary.EpochsRun.ShouldBe(3);

        File.ReadAllLines(Path.Combine(_run, "metrics.csv")).Length.ShouldBe(4);
        JsonFile.Read<RunEnvironment>(Path.Combine(_run, "environment.json")).Resumed.Count.ShouldBe(2);
    }

    [Fact]
    public void Other_threads_are_warned_of_and_recorded()
    {
        var environment = Path.Combine(_run, "environment.json");
        File.WriteAllText(environment, File.ReadAllText(environment).Replace("\"threads\": 1,", "\"threads\": 7,", StringComparison.Ordinal));

        Resumed().ShouldContain("The run has been trained with 7 threads, now with 1: its weights will differ from an uninterrupted run's. --threads 7 keeps them equal.");
        File.ReadAllText(environment).ShouldMatch("(?s)\"resumed\": \\[.*\"threads\": 1");
    }

    [Fact]
    public void Another_device_is_warned_of()
    {
        var environment = Path.Combine(_run, "environment.json");
        File.WriteAllText(environment, File.ReadAllText(environment).Replace("\"device\": \"cpu\"", "\"device\": \"cuda:0\"", StringComparison.Ordinal).Replace("\"threads\": 1,", "\"threads\": 7,", StringComparison.Ordinal));

        var warnings = Resumed();
        warnings.ShouldContain("The run has been trained on cuda:0, now on cpu: its weights will differ from an uninterrupted run's.");
        warnings.ShouldNotContain("--threads");
    }

    /// <summary>Trains one epoch more; the warnings.</summary>
    private string Resumed()
    {
        var resume = CommandLine.Run("train", "--resume", _run, "train.epochs=2");
        resume.Exit.ShouldBe(0, resume.Error);
        return resume.Error;
    }

    /// <summary>Cancels after the second epoch.</summary>
    private sealed class Cancelling(CancellationTokenSource stop) : IProgress<TrainingEvent>
    {
        public void Report(TrainingEvent value)
        {
            if (value is TrainingEvent.EpochDone { Metrics.Epoch: 2 }) stop.Cancel();
        }
    }
}
