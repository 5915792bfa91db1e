namespace FerTrain.Core.Runs;

/// <summary>A row of metrics.csv.</summary>
public sealed record EpochMetrics
{
    /// <summary>Counted from 1.</summary>
    public required int Epoch { get; init; }

    public required double LearningRate { get; init; }

    public required double TrainLoss { get; init; }

    public required double TrainAccuracy { get; init; }

    public required double ValLoss { get; init; }

    public required double ValAccuracy { get; init; }

    public required double Seconds { get; init; }

    public required double ImagesPerSecond { get; init; }
}
