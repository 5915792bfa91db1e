using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>What a step learns from.</summary>
/// <param name="Inputs">N×C×S×S.</param>
/// <param name="Targets">The labels, or N×classes of shares.</param>
/// <param name="Labels">N class numbers, which the accuracy counts.</param>
internal sealed record TrainingBatch(Tensor Inputs, Tensor Targets, Tensor Labels);
