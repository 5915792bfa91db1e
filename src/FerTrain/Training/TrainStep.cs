using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>One update of the weights: batches → logits → loss → gradients → optimiser. Nothing in it waits for the device.</summary>
internal sealed class TrainStep(RunConfig config, TrainingState state, BatchSource source, TrainingLoss loss)
{
    /// <exception cref="UserError">The device does not compute at the config's precision.</exception>
    public static void RequirePrecision(Precision precision, Device device)
    {
        if (precision == Precision.Tf32 && device.type != DeviceType.CUDA)
            throw new UserError($"train.precision: tf32 is for a GPU, got the device {device}, which accepts float32 and bfloat16.");
        if (precision == Precision.Bfloat16) _ = Autocast.Require();
    }

    /// <summary>Follows the mean gradient over the images of one batch or, accumulated, of several.</summary>
    public IReadOnlyList<BatchResult> Run(BatchDraw[] draws)
    {
        var images = draws.Sum(draw => draw.Count);
        state.Model.zero_grad();
        BatchResult[] results = [.. draws.Select(draw => AddGradient(draw, (double)draw.Count / images))];
        state.Optimizer.Step();
        state.Average?.AfterUpdate();
        return results;
    }

    private BatchResult AddGradient(BatchDraw draw, double fraction)
    {
        using var scope = NewDisposeScope(); // one scope a batch: nothing waits for the finalizer
        var (inputs, targets, labels) = source.Batch(draw);
        var logits = Logits(inputs);
        var batchLoss = loss.Of(logits, targets) + L2Penalty.Of(state.Model, config.Model.L2, source.Faces.Device);
        (fraction == 1 ? batchLoss : batchLoss * fraction).backward();
        using var quiet = no_grad();
        return new BatchResult(batchLoss.detach(), logits.argmax(1).eq(labels).sum()).MoveToOuterDisposeScope();
    }

    /// <summary>Logits in float32, so that the loss is too, whatever the model's layers compute in.</summary>
    private Tensor Logits(Tensor inputs)
    {
        if (config.Train.Precision != Precision.Bfloat16) return state.Model.call(inputs);
        using var autocast = new Autocast(source.Faces.Device.type);
        return state.Model.call(inputs).to(float32);
    }
}
