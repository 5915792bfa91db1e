using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>What a training step found out about its batch, on the device.</summary>
/// <param name="Loss">Its mean loss, a float32.</param>
/// <param name="Correct">How many faces were classified right, an int64.</param>
internal sealed record BatchResult(Tensor Loss, Tensor Correct) : IDisposable
{
    /// <summary>Memory for one batch's.</summary>
    public static BatchResult On(Device device) => new(zeros([], device: device), zeros([], int64, device));

    public BatchResult DetachFromDisposeScope() => new(Loss.DetachFromDisposeScope(), Correct.DetachFromDisposeScope());

    public void Dispose()
    {
        Loss.Dispose();
        Correct.Dispose();
    }
}
