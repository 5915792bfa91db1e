using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Tests.Archive;

namespace FerTrain.Tests.Training;

[Collection(TestCollections.Libtorch)]
public class BestCheckpointTests
{
    [Fact]
    public void The_first_of_equally_good_epochs_is_the_best()
    {
        using var folder = new TempFolder();
        var run = SmallRun.Directory(folder, "run");
        // Nothing is learned, and batch normalisation forgets too slowly to change an answer.
        var result = SmallRun.Train(SmallRun.Config("optimizer.lr=1e-12", "model.l2=0"), run);
        result.History.Select(m => m.ValAccuracy).Distinct().ShouldHaveSingleItem();
        result.Best.Epoch.ShouldBe(1);
        SmallRun.Read(run.BestCheckpoint).Map("training")["epoch"].ShouldBe(1L);
    }

    [Fact]
    public void Each_epoch_that_was_the_best_so_far_keeps_its_file()
    {
        using var folder = new TempFolder();
        var run = SmallRun.Directory(folder, "run");
        var history = SmallRun.Train(SmallRun.Config("checkpoint.keep=improved", "checkpoint.monitor=val_loss", "optimizer.lr=0.03", "train.epochs=5"), run).History;

        int[] improved = [.. history.Where(epoch => history.Take(epoch.Epoch - 1).All(earlier => epoch.ValLoss < earlier.ValLoss)).Select(epoch => epoch.Epoch)];
        improved.Length.ShouldBeInRange(2, 4, "or this shows nothing");
        Directory.GetFiles(Path.GetDirectoryName(run.BestCheckpoint)!).Select(Path.GetFileName)
            .ShouldBe(["best.pt", "last.pt", .. improved.Select(epoch => $"epoch_00{epoch}.pt")], ignoreOrder: true);
        foreach (var epoch in improved)
            SmallRun.Read(run.EpochCheckpoint(epoch)).Map("training")["epoch"].ShouldBe((long)epoch);
        File.ReadAllBytes(run.EpochCheckpoint(improved[^1])).ShouldBe(File.ReadAllBytes(run.BestCheckpoint));
    }

    /// <summary>A run goes on from best.pt where that is the newest, so the file of that epoch must be there before.</summary>
    [Fact]
    public void A_run_that_ends_before_it_has_kept_an_improved_epoch_repeats_it()
    {
        using var folder = new TempFolder();
        var config = SmallRun.Config("checkpoint.keep=improved", "checkpoint.monitor=train_loss", "checkpoint.every=10", "train.epochs=2");
        var (whole, cut) = (SmallRun.Directory(folder, "whole"), SmallRun.Directory(folder, "cut"));
        SmallRun.Train(config, whole).Best.Epoch.ShouldBe(2);
        Directory.CreateDirectory(cut.EpochCheckpoint(2)); // which nothing can replace
        Should.Throw<UserError>(() => SmallRun.Train(config, cut)).Message.ShouldStartWith($"{cut.EpochCheckpoint(2)}: cannot be written");
        Directory.Delete(cut.EpochCheckpoint(2));

        SmallRun.Train(config, cut, resume: true);

        cut.ShouldHaveEndedAs(whole);
        Archives.ShouldEqual(SmallRun.Read(cut.EpochCheckpoint(2))["model_state"], SmallRun.Read(whole.EpochCheckpoint(2))["model_state"]);
    }

    /// <summary>The epoch that ends the run can be the best by one quantity while another has stood still.</summary>
    [Fact]
    public void Best_holds_the_best_epochs_weights_also_where_the_early_stop_restores_others_and_last_holds_those()
    {
        using var folder = new TempFolder();
        string[] monitor = ["checkpoint.monitor=train_loss", "scheduler.name=constant"];
        var (one, two, stopped) = (SmallRun.Directory(folder, "one"), SmallRun.Directory(folder, "two"), SmallRun.Directory(folder, "stopped"));
        SmallRun.Train(SmallRun.Config(["train.epochs=1", .. monitor]), one);
        SmallRun.Train(SmallRun.Config(["train.epochs=2", .. monitor]), two).Best.Epoch.ShouldBe(2);

        var result = SmallRun.Train(
            SmallRun.Config(["early_stopping.patience=1", "early_stopping.min_delta=100", "early_stopping.restore_best=true", .. monitor]), stopped);

        (result.StoppedBy, result.History.Count, result.Best.Epoch).ShouldBe((StopReason.EarlyStopping, 2, 2));
        Archives.ShouldEqual(SmallRun.Read(stopped.BestCheckpoint)["model_state"], SmallRun.Read(two.BestCheckpoint)["model_state"]);
        Archives.ShouldEqual(SmallRun.Read(stopped.LastCheckpoint)["model_state"], SmallRun.Read(one.BestCheckpoint)["model_state"]);
    }
}
