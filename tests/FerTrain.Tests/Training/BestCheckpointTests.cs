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
