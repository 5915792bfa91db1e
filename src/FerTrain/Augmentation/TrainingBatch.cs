using static TorchSharp.torch;

namespace FerTrain.Augmentation;

/// <summary>What one step trains on.</summary>
/// <param name="Inputs">N×C×S×S.</param>
/// <param name="Targets">What the loss compares with: class numbers N, or fractions of the classes N×classes.</param>
/// <param name="Labels">Class numbers N, of the larger fraction where images were mixed; what counts as right.</param>
internal sealed record TrainingBatch(Tensor Inputs, Tensor Targets, Tensor Labels)
{
    public TrainingBatch MoveToOuterDisposeScope() =>
        new(Inputs.MoveToOuterDisposeScope(), Targets.MoveToOuterDisposeScope(), Labels.MoveToOuterDisposeScope());
}
