using FerTrain.Core.Config;

namespace FerTrain.Core.Runs;

/// <summary>What a run came to: summary.json.</summary>
public sealed record RunSummary
{
    public required string Model { get; init; }

    public required long Parameters { get; init; }

    public required int BestEpoch { get; init; }

    public required int EpochsRun { get; init; }

    public required StopReason StoppedBy { get; init; }

    public required double BestValAccuracy { get; init; }

    /// <summary>The best checkpoint on the split that the config's eval.split names.</summary>
    public required SplitScore Test { get; init; }

    public required double TrainSeconds { get; init; }

    public required long PeakMemoryBytes { get; init; }
}

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

/// <summary>Why training ended.</summary>
public enum StopReason
{
    LastEpoch,
    EarlyStopping,
}
