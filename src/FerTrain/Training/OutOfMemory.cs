using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>A batch that the memory cannot hold: no bug, but a setting too large for the machine.</summary>
internal static class OutOfMemory
{
    // What CUDA's allocator, cuDNN and cuBLAS, and the CPU's allocator say.
    private static readonly string[] Words = ["out of memory", "STATUS_ALLOC_FAILED", "can't allocate memory", "not enough memory"];

    public static bool Is(Exception error) => Words.Any(word => error.Message.Contains(word, StringComparison.Ordinal));

    /// <summary>Names the setting, and one that half the memory holds.</summary>
    public static UserError Error(TrainConfig config, Device device, Exception error)
    {
        var accepted = config.BatchSize > 1
            ? $"train.batch_size={config.BatchSize / 2} train.accumulation_steps={config.AccumulationSteps * 2}, which has as many faces in an update"
            : "a smaller preprocess.size, or another model";
        return new UserError(
            $"train.batch_size: {config.BatchSize} faces a step do not fit into the memory of {Devices.GpuName(device) ?? device.ToString()} ({error.Message.Split('\n')[0].TrimEnd('.')}). Accepted, for example: {accepted}.", error);
    }
}
