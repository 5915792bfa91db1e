using FerTrain.Tests.Vision;
using FerTrain.Torture;

namespace FerTrain.E2E;

/// <summary>A run that ends in the middle of an epoch, by force or by Ctrl-C, and goes on, ends as one that did not; what a killed command leaves is deleted by the next.</summary>
public sealed class KilledRunTests : IClassFixture<KilledRunTests.WholeRun>, IDisposable
{
    // 32 steps an epoch, the last one of a single face: long enough to be hit in the middle.
    private static readonly string[] Settings =
    [
        "data.synthetic_count=350", "train.batch_size=9", "train.epochs=6", "train.seed=5",
        "scheduler.patience=1", "scheduler.min_delta=100", "early_stopping.patience=9", "early_stopping.restore_best=true",
    ];

    private readonly WholeRun _whole;
    private readonly string _runs = Directory.CreateTempSubdirectory("fertrain_e2e_").FullName;

    public KilledRunTests(WholeRun whole) => _whole = whole;

    public void Dispose() => Directory.Delete(_runs, recursive: true);

    [Fact]
    public void After_kill_9()
    {
        using (var child = Train(_runs))
        {
            child.WaitForLine("  1/6 ");
            SpinWait.SpinUntil(() => File.Exists(Only(_runs).Last), TimeSpan.FromMinutes(1)).ShouldBeTrue();
            child.Kill();
        }

        var run = Only(_runs);
        run.Finished.Steps.ShouldBe(0, "nobody could save the steps of the unfinished epoch");
        run.Finished.Epochs.ShouldBeLessThan(6);
        using var resumed = ChildProcess.Run("train", "--resume", run.Root);
        run.DifferencesFrom(_whole.Run).ShouldBeEmpty();
    }

    [Fact]
    public void After_ctrl_c_twice()
    {
        using (var child = Train(_runs))
        {
            child.WaitForLine("  1/6 ");
            ShouldStop(child, Only(_runs));
        }

        var run = Only(_runs);
        run.Finished.Epochs.ShouldBeInRange(1, 5);
        run.Finished.Steps.ShouldBeInRange(1, 32);
        using (var child = ChildProcess.Start("train", "--resume", run.Root))
        {
            child.WaitForLine("  ");
            ShouldStop(child, run);
        }

        run.Finished.Epochs.ShouldBeInRange(2, 5);
        using var resumed = ChildProcess.Run("train", "--resume", run.Root);
        run.DifferencesFrom(_whole.Run).ShouldBeEmpty();
    }

    /// <summary>All is done and said; the process only has to end.</summary>
    [Fact]
    public void A_signal_while_it_ends_does_not_change_the_exit_code()
    {
        for (var trial = 0; trial < 5; trial++)
        {
            using var child = ChildProcess.Start("models", "list", "--json");
            child.WaitForLine("]");
            child.Terminate();
            child.WaitForExit().ShouldBe(0, child.Error);
        }
    }

    [Fact]
    public void The_next_predict_deletes_the_half_video_of_a_killed_one()
    {
        var (video, photo, results) = (Path.Combine(_runs, "faces.avi"), Path.Combine(_runs, "faces.png"), Path.Combine(_runs, "predictions"));
        MovingFaces.Write(video, frames: 300);
        using (var scene = MovingFaces.Draw(0)) scene.SaveImage(photo).ShouldBeTrue();
        using (var child = ChildProcess.Start("predict", video, "--out", results))
        {
            SpinWait.SpinUntil(() => Directory.Exists(results) && Directory.GetFiles(results, "drawn.mp4", SearchOption.AllDirectories).Length > 0, TimeSpan.FromMinutes(1)).ShouldBeTrue();
            child.Kill();
        }

        Directory.GetDirectories(results).ShouldHaveSingleItem().ShouldEndWith(".tmp");
        using var next = ChildProcess.Run("predict", photo, "--out", results);
        Directory.GetDirectories(_runs).ShouldBe([results]);
        Directory.GetDirectories(results).ShouldBeEmpty();
    }

    private static void ShouldStop(ChildProcess child, RunFolder run)
    {
        child.Interrupt();
        child.WaitForExit().ShouldBe(130, child.Output + child.Error);
        child.Output.ShouldEndWith($"Stopped. Resume with: fertrain train --resume {run.Root}");
        child.Error.ShouldBe("");
    }

    private static ChildProcess Train(string runs) => ChildProcess.Start(["train", "--runs", runs, "--device", "cpu", .. Settings]);

    private static RunFolder Only(string runs) => new(Directory.GetDirectories(runs).Single());

    public sealed class WholeRun : IDisposable
    {
        private readonly string _runs = Directory.CreateTempSubdirectory("fertrain_e2e_").FullName;

        public WholeRun()
        {
            using var child = ChildProcess.Run(["train", "--runs", _runs, "--device", "cpu", .. Settings]);
            Run = Only(_runs);
        }

        internal RunFolder Run { get; }

        public void Dispose() => Directory.Delete(_runs, recursive: true);
    }
}
