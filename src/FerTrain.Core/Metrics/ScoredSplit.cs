using FerTrain.Core.Config;

namespace FerTrain.Core.Metrics;

/// <summary>A model's answers to a part of the data, and all else that the figures of an evaluation follow from.</summary>
public sealed record ScoredSplit
{
    /// <summary>The checkpoints whose probabilities were averaged, or the only one.</summary>
    public required IReadOnlyList<MemberResult> Members { get; init; }

    public required SplitName Split { get; init; }

    /// <summary>In the order of the labels.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    public required Predictions Predictions { get; init; }

    /// <summary>Answers to the validation rows; null where there are none, or they are the rows that are scored.</summary>
    public Predictions? Validation { get; init; }

    /// <summary>Whether a row's image was in the training data; null where that is not known.</summary>
    public IReadOnlyList<bool>? Leaked { get; init; }

    public TestTimeAugmentation Tta { get; init; }

    /// <summary>Resamples behind the confidence intervals.</summary>
    public int Resamples { get; init; } = new EvalConfig().BootstrapSamples;
}
