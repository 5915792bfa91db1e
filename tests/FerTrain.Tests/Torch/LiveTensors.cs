using static TorchSharp.torch;

namespace FerTrain.Tests.Torch;

/// <summary>The number of live tensors in the process.</summary>
internal static class LiveTensors
{
    /// <summary>Counts after everything unreachable was finalized.</summary>
    public static long AfterCollection()
    {
        _ = GC.GetTotalMemory(forceFullCollection: true);
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
