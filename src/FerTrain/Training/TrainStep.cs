using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>One update of the weights: logits, loss and gradients of a batch, or of several that accumulate, then the optimizer. Nothing in it waits for the device.</summary>
internal sealed class TrainStep(RunConfig config, TrainingState state, TrainingLoss loss, Device device, ConsistentTeachers? teachers = null)
{
    // For each array that TorchSharp reads, .NET allocates beside libtorch's tensors what only a collection frees. Between freed
    // tensors it keeps them apart, and the process grows by gigabytes.
    private const int BatchesPerCollection = 16;

    /// <exception cref="UserError">The device does not compute at the config's precision.</exception>
    public static void RequirePrecision(Precision precision, Device device)
    {
        if (precision == Precision.Tf32 && device.type != DeviceType.CUDA)
            throw new UserError($"train.precision: tf32 is for a GPU, got the device {device}, which accepts float32 and bfloat16.");
        if (precision == Precision.Bfloat16) _ = Autocast.Require();
    }

    /// <summary>Whether the device computes at a precision without instructions for it.</summary>
    public static bool IsSlow(Precision precision, Device device) =>
        precision == Precision.Bfloat16 && device.type == DeviceType.CPU && X86Base.IsSupported && !Avx512BW.IsSupported;

    /// <summary>Trains on the batches after those that the metrics count already.</summary>
    /// <exception cref="UserError">The batch does not fit into the memory.</exception>
    public void Run(BatchLoader.EpochBatches batches, RunningMetrics metrics)
    {
        DenormalNumbers.Flush();
        try
        {
            Accumulate(batches, metrics);
            state.Optimizer.Step(); // the first allocates the momentum
        }
        catch (ExternalException error) when (OutOfMemory.Is(error))
        {
            throw OutOfMemory.Error(config.Train, device, error);
        }

        state.Average?.AfterUpdate();
    }

    /// <summary>Adds up the gradients of an update.</summary>
    private void Accumulate(BatchLoader.EpochBatches batches, RunningMetrics metrics)
    {
        var first = metrics.Steps;
        var end = Math.Min(first + config.Train.AccumulationSteps, batches.Count);
        var images = Enumerable.Range(first, end - first).Sum(batches.Images);
        state.Model.zero_grad();
        AllowTf32(config.Train.Precision == Precision.Tf32);
        try
        {
            for (var i = first; i < end; i++)
            {
                if (i % BatchesPerCollection == 0) GC.Collect(0);
                using var scope = NewDisposeScope(); // one a batch: nothing waits for the finalizer
                var (inputs, targets, labels, teacherLabels) = batches[i];
                var logits = Forward(inputs);
                var batchLoss = loss.Of(logits, targets, teachers?.Labels(inputs, batches.Number(i)) ?? teacherLabels).Plus(L2Penalty.Of(state.Model, config.Model.L2, device));
                var weight = (double)batches.Images(i) / images; // the accumulated gradient is the mean over all images, with class weights the mean of the batches' weighted means
                (weight == 1 ? batchLoss : batchLoss.Times(weight)).backward();
                using var quiet = no_grad();
                metrics.Add(batchLoss, logits.argmax(1).eq(labels).sum());
            }
        }
        finally
        {
            AllowTf32(false); // validation and evaluation compute in float32
        }
    }

    private void AllowTf32(bool allow)
    {
        if (device.type == DeviceType.CUDA) backends.cuda.matmul.allow_tf32 = backends.cudnn.allow_tf32 = allow;
    }

    /// <summary>Logits in float32, so that the loss is too, whatever the model's layers compute in.</summary>
    private Tensor Forward(Tensor inputs)
    {
        if (config.Train.Precision != Precision.Bfloat16) return state.Model.call(inputs);
        using var autocast = new Autocast(device.type);
        return state.Model.call(inputs).to(float32);
    }
}

/// <summary>A batch that the memory cannot hold: no bug, but a setting too large for the machine.</summary>
internal static class OutOfMemory
{
    // What CUDA's allocator, cuDNN and cuBLAS, and the CPU's allocator say.
    private static readonly string[] Words = ["out of memory", "STATUS_ALLOC_FAILED", "can't allocate memory", "not enough memory"];

    public static bool Is(Exception error) => Words.Any(word => error.Message.Contains(word, StringComparison.Ordinal));

    /// <summary>Names the setting, and one that half the memory holds.</summary>
    public static UserError Error(TrainConfig config, Device device, Exception error)
    {
        var expected = config.BatchSize > 1
            ? $"train.batch_size={config.BatchSize / 2} train.accumulation_steps={config.AccumulationSteps * 2}, which has as many faces in an update"
            : "a smaller preprocess.size, or another model";
        return new UserError(
            $"train.batch_size: {Counted.Of(config.BatchSize, "face")} a step {(config.BatchSize == 1 ? "does" : "do")} not fit into the memory of {Devices.GpuName(device) ?? device.ToString()} ({error.Message.Split('\n')[0].TrimEnd('.')}). Expected, for example: {expected}.",
            error);
    }
}
