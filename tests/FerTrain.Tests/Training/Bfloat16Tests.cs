using FerTrain.Core.Archive;
using FerTrain.Training;

namespace FerTrain.Tests.Training;

[Collection(TestCollections.Libtorch)]
public sealed class Bfloat16Tests : IDisposable
{
    private const string Bfloat16 = "train.precision=bfloat16";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_trains_as_float32_does()
    {
        string[] longer = ["data.synthetic_count=350", "train.epochs=3", "train.batch_size=32"];
        var exact = SmallRun.Train(SmallRun.Config(longer), SmallRun.Directory(_folder, "float32"));
        var rounded = SmallRun.Train(SmallRun.Config([.. longer, Bfloat16]), SmallRun.Directory(_folder, "bfloat16"));

        foreach (var (x, y) in exact.History.Zip(rounded.History))
        {
            y.TrainLoss.ShouldNotBe(x.TrainLoss);
            y.TrainLoss.ShouldBe(x.TrainLoss, 0.05);
        }

        rounded.History[^1].TrainLoss.ShouldBeLessThan(rounded.History[0].TrainLoss - 0.1);
    }

    [Fact]
    public void A_cancelled_run_goes_on_bit_by_bit_and_keeps_float32_weights()
    {
        var config = SmallRun.Config("train.epochs=2", "data.synthetic_count=70", "model.name=tiny_xception", Bfloat16);
        var (whole, cut) = (SmallRun.Directory(_folder, "whole"), SmallRun.Directory(_folder, "cut"));
        SmallRun.Train(config, whole);

        SmallRun.TrainOneStepBeyond(epoch: 1, config, cut);
        SmallRun.Train(config, cut, resume: true);

        cut.ShouldHaveEndedAs(whole);
        var weights = Checkpoint.Read(cut.LastCheckpoint).ModelState;
        weights.Tensor("stem.conv1.weight").Type.ShouldBe(ElementType.Float32);
        weights.Tensor("body.module1.main.bn1.running_var").Type.ShouldBe(ElementType.Float32);
    }
}
