using System.Collections.Immutable;
using FerTrain.Core;
using FerTrain.Tests.Torch;
using FerTrain.Training;

namespace FerTrain.Tests.Training;

[Collection(TestCollections.Libtorch)]
public class DeterminismTests
{
    [Fact]
    public void A_seed_gives_the_same_run_again_and_another_seed_another_one()
    {
        using var folder = new TempFolder();
        var (a, b, other) = (SmallRun.Directory(folder, "a"), SmallRun.Directory(folder, "b"), SmallRun.Directory(folder, "other"));
        SmallRun.Train(SmallRun.Config("train.epochs=1"), a);
        SmallRun.Train(SmallRun.Config("train.epochs=1"), b);
        SmallRun.Train(SmallRun.Config("train.epochs=1", "train.seed=1"), other);

        b.ShouldHaveEndedAs(a);
        SmallRun.Log(other)[0].TrainLoss.ShouldNotBe(SmallRun.Log(a)[0].TrainLoss);
    }

    [Fact]
    public void Each_epoch_has_its_own_order_of_all_rows_and_each_step_its_own_mixing()
    {
        ImmutableArray<int> rows = [3, 1, 4, 15, 9, 26, 5, 35, 8, 97];
        EpochRandomness Epoch(int epoch) => new(new Seeds(7), epoch);

        Epoch(1).Order(rows).Order().ShouldBe(rows.Order());
        Epoch(1).Order(rows).ShouldBe(Epoch(1).Order(rows));
        Epoch(1).Order(rows).ShouldNotBe(Epoch(2).Order(rows));
        Epoch(1).Mixing(3).NextUInt64().ShouldNotBe(Epoch(1).Mixing(4).NextUInt64());
        Epoch(1).Mixing(3).NextUInt64().ShouldNotBe(Epoch(2).Mixing(3).NextUInt64());
    }

    [Fact]
    public void Training_leaves_no_live_tensor_behind_and_needs_no_more_in_later_epochs()
    {
        using var folder = new TempFolder();
        var before = LiveTensors.Count;
        var atEpochEnd = new List<long>();
        SmallRun.Train(SmallRun.Config("early_stopping.patience=9", "early_stopping.restore_best=true"), SmallRun.Directory(folder, "run"), watch: e =>
        {
            if (e is TrainingEvent.EpochDone) atEpochEnd.Add(LiveTensors.Count);
        });
        LiveTensors.Count.ShouldBe(before);
        atEpochEnd.Distinct().Count().ShouldBe(1, string.Join(", ", atEpochEnd));
    }

    [Fact]
    public void A_cancelled_training_leaves_no_live_tensor_behind()
    {
        using var folder = new TempFolder();
        var before = LiveTensors.Count;
        SmallRun.TrainOneStepBeyond(epoch: 1, SmallRun.Config(), SmallRun.Directory(folder, "run"));
        LiveTensors.Count.ShouldBe(before);
    }
}
