using TorchSharp;

namespace FerTrain.Tests.Torch;

/// <summary>Counts the tensors that this thread has created and not disposed.</summary>
internal static class LiveTensors
{
    // Tensor.TotalCount would count every parameter twice, and what other threads do.
    public static long Count => DisposeScopeManager.Statistics.ThreadTotalLiveCount;
}
