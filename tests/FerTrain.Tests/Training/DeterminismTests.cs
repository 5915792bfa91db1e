using FerTrain.Augmentation;
using FerTrain.Data;
using FerTrain.Tests.Torch;
using FerTrain.Training;
using TorchSharp;

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
    public void Each_epoch_has_its_own_order_of_all_rows_and_each_batch_its_own_mixing()
    {
        using var scope = torch.NewDisposeScope();
        var config = SmallRun.Config("augment.mixup=1", "augment.rotation=0", "augment.shift=0", "augment.horizontal_flip=false");
        var data = DataPreparation.Prepare(config.Data);
        int[] Order(int epoch) => new EpochSampler(config, data).Order(epoch);

        Order(1).Order().ShouldBe(data.Split.Train.Order());
        Order(1).ShouldBe(Order(1));
        Order(1).ShouldNotBe(Order(2));

        using var trained = new UpdatedModel(config);
        using var batches = trained.Batches(epoch: 1);
        using var next = trained.Batches(epoch: 2);
        float[] smaller = [.. Enumerable.Range(0, batches.Count).Select(batch => SmallerWeight(batches[batch])), SmallerWeight(next[0])];
        smaller.ShouldBeUnique();

        static float SmallerWeight(TrainingBatch batch) => batch.Targets.masked_select(batch.Targets.to(torch.ScalarType.Bool)).min().item<float>();
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
