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
