using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>What a training step found out about its batch, on the device.</summary>
/// <param name="Loss">Its mean loss, a float32.</param>
/// <param name="Correct">How many faces were classified right, an int64.</param>
internal sealed record BatchResult(Tensor Loss, Tensor Correct)
{
    public BatchResult MoveToOuterDisposeScope() => new(Loss.MoveToOuterDisposeScope(), Correct.MoveToOuterDisposeScope());
}
