using FerTrain.Core.Config;

namespace FerTrain.Core.Runs;

/// <summary>The figures of an evaluation that a comparison of runs shows.</summary>
public sealed record SplitScore
{
    public required SplitName Split { get; init; }

    public required int Samples { get; init; }

    public required double Accuracy { get; init; }

    public required double StandardError { get; init; }

    /// <summary>Accuracy on the images that do not occur in the training data; null where that was not asked.</summary>
    public double? LeakFreeAccuracy { get; init; }

    public required double WeightedF1 { get; init; }
}
