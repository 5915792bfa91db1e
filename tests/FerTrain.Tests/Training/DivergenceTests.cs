using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Tests.Torch;

namespace FerTrain.Tests.Training;

[Collection(TestCollections.Libtorch)]
public class DivergenceTests
{
    [Theory]
    [InlineData("train.batch_size=11", "The loss is NaN at epoch 1, step 2, learning rate 1e30.")]
    [InlineData("train.batch_size=168", "The validation loss is NaN at epoch 1, step 1, learning rate 1e30.")] // the only step's own loss was good
    public void A_loss_that_is_not_finite_names_epoch_step_and_rate_and_writes_nothing(string batchSize, string message)
    {
        using var folder = new TempFolder();
        var run = SmallRun.Directory(folder, "run");
        Should.Throw<UserError>(() => SmallRun.Train(SmallRun.Config("optimizer.lr=1e30", batchSize), run))
            .Message.ShouldBe($"{message} Try a lower optimizer.lr.");
        File.Exists(run.BestCheckpoint).ShouldBeFalse();
        File.Exists(run.LastCheckpoint).ShouldBeFalse();
    }

    [Fact]
    public void A_checkpoint_whose_weights_overflow_stops_at_once_and_stays_as_it_is()
    {
        using var folder = new TempFolder();
        var run = SmallRun.Directory(folder, "run");
        SmallRun.Train(SmallRun.Config("train.epochs=1"), run);
        Forged.Change(run.LastCheckpoint, values =>
        {
            values.Map("model_state")["head.conv.bias"] = Archive.Archives.Tensor([7], 0, 0, float.MaxValue, 0, 0, 0, 0);
            values["config"] = ConfigFile.ToYaml(SmallRun.Config()); // another config would be saved before the first step
        });
        var before = File.ReadAllBytes(run.LastCheckpoint);
        var live = LiveTensors.Count;

        var error = Should.Throw<UserError>(() => SmallRun.Train(SmallRun.Config(), run, resume: true)).Message;
        error.ShouldStartWith("The loss is ");
        error.ShouldEndWith(" at epoch 2, step 1, learning rate 0.001. The last good checkpoint is kept; try a lower optimizer.lr.");

        File.ReadAllBytes(run.LastCheckpoint).ShouldBe(before);
        LiveTensors.Count.ShouldBe(live);
    }
}
