namespace FerTrain.Core.Runs;

/// <summary>A row of metrics.csv.</summary>
public sealed record EpochMetrics
{
    /// <summary>Numbers in a row.</summary>
    public const int Columns = 8;

    /// <summary>Counted from 1.</summary>
    public required int Epoch { get; init; }

    public required double LearningRate { get; init; }

    public required double TrainLoss { get; init; }

    public required double TrainAccuracy { get; init; }

    public required double ValLoss { get; init; }

    public required double ValAccuracy { get; init; }

    public required double Seconds { get; init; }

    public required double ImagesPerSecond { get; init; }

    /// <summary>The row as numbers, in the order of the properties.</summary>
    public double[] ToNumbers() => [Epoch, LearningRate, TrainLoss, TrainAccuracy, ValLoss, ValAccuracy, Seconds, ImagesPerSecond];

    /// <summary>Reverses <see cref="ToNumbers"/>.</summary>
    public static EpochMetrics FromNumbers(ReadOnlySpan<double> numbers) => new()
    {
        Epoch = (int)numbers[0],
        LearningRate = numbers[1],
        TrainLoss = numbers[2],
        TrainAccuracy = numbers[3],
        ValLoss = numbers[4],
        ValAccuracy = numbers[5],
        Seconds = numbers[6],
        ImagesPerSecond = numbers[7],
    };
}
