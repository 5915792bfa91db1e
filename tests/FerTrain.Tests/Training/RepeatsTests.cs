using FerTrain.Data;
using FerTrain.Training;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Training;

[Collection(TestCollections.Libtorch)]
public sealed class RepeatsTests
{
    [Fact]
    public void An_order_with_repeats_is_the_order_without_each_row_as_often_in_its_place() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Seed, byte Rows, byte Repeats)>(), drawn =>
        {
            var (rows, repeats) = (Enumerable.Range(3, drawn.Rows + 1).ToArray(), drawn.Repeats % 7 + 1);
            var data = new PreparedData(new FaceSet(new byte[48 * 48], [0], [Usage.Training]), new DataSplit([.. rows], [], []), []);
            int[] Order(int repeats) => new EpochSampler(SmallRun.Config($"train.seed={drawn.Seed}", $"augment.repeats={repeats}"), data).Order(epoch: 2);

            var order = Order(repeats);

            order.Length.ShouldBe(rows.Length * repeats);
            order.Where((_, i) => i % repeats == 0).ShouldBe(Order(1));
            for (var i = 0; i < order.Length; i++)
                order[i].ShouldBe(order[i / repeats * repeats]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Steps_and_speed_count_every_repeat()
    {
        using var folder = new TempFolder();
        var config = SmallRun.Config("augment.repeats=3", "train.epochs=1", "data.synthetic_count=70");
        TrainingEvent.EpochDone? epoch = null;

        SmallRun.Train(config, SmallRun.Directory(folder, "run"), watch: e => epoch = e as TrainingEvent.EpochDone ?? epoch);

        epoch!.Steps.ShouldBe(16); // 3 · 56 images in batches of 11
        epoch.Metrics.ImagesPerSecond.ShouldBeGreaterThan(168 / epoch.Metrics.Seconds);
        (epoch.Metrics.TrainAccuracy * 168).ShouldBe(Math.Round(epoch.Metrics.TrainAccuracy * 168), 1e-6);
    }

    [Fact]
    public void A_run_with_repeats_that_stops_amid_an_epoch_goes_on_to_the_same_bits()
    {
        using var folder = new TempFolder();
        var config = SmallRun.Config("augment.repeats=2", "augment.probability=0.5", "augment.mixup=0.4", "train.epochs=2", "data.synthetic_count=70");
        var (whole, parts) = (SmallRun.Directory(folder, "whole"), SmallRun.Directory(folder, "parts"));

        SmallRun.Train(config, whole);
        SmallRun.TrainOneStepBeyond(1, config, parts);
        SmallRun.Train(config, parts, resume: true);

        parts.ShouldHaveEndedAs(whole);
    }
}
