using System.Globalization;
using CsvHelper;
using FerTrain.Core.Files;

namespace FerTrain.Core.Runs;

/// <summary>Writes and reads metrics.csv: one row per epoch, every number exact. Each write replaces the file as a whole.</summary>
internal sealed class MetricsLog(string path)
{
    private static readonly string[] Header = ["epoch", "learning_rate", "train_loss", "train_accuracy", "val_loss", "val_accuracy", "seconds", "images_per_second", "step"];

    public void Write(IReadOnlyList<EpochMetrics> rows) =>
        AtomicFile.WriteText(path, Csv.Text([Header, .. rows.Select(row => row.ToNumbers().SkipLast(1).Cast<object?>().Append(row.Step))]));

    /// <summary>Reads the rows so far; none where the file is missing or empty.</summary>
    public IReadOnlyList<EpochMetrics> Read() =>
        File.Exists(path) ? Csv.Read(path, Header, $"a whole number and 8 numbers ({string.Join(',', Header)})", Parse, optional: 1) : [];

    private static EpochMetrics? Parse(CsvReader csv)
    {
        var numbers = new double[csv.FieldCount];
        if (!int.TryParse(csv.GetSpan(0), CultureInfo.InvariantCulture, out _)) return null;
        for (var i = 0; i < numbers.Length; i++)
        {
            var isMissing = i == EpochMetrics.Columns - 1 && csv.GetSpan(i).IsEmpty;
            if (isMissing) numbers[i] = double.NaN;
            else if (!double.TryParse(csv.GetSpan(i), CultureInfo.InvariantCulture, out numbers[i])) return null;
        }

        return EpochMetrics.FromNumbers(numbers);
    }
}

/// <summary>Holds a row of metrics.csv.</summary>
public sealed record EpochMetrics
{
    /// <summary>The length of a row.</summary>
    public const int Columns = 9;

    /// <summary>The number of the epoch, from 1.</summary>
    public required int Epoch { get; init; }

    public required double LearningRate { get; init; }

    public required double TrainLoss { get; init; }

    public required double TrainAccuracy { get; init; }

    public required double ValLoss { get; init; }

    public required double ValAccuracy { get; init; }

    public required double Seconds { get; init; }

    public required double ImagesPerSecond { get; init; }

    /// <summary>The updates of the weights from the start of the run to the end of the epoch; null for a model that is trained in one go, and in runs of older versions.</summary>
    public int? Step { get; init; }

    /// <summary>Gives the row as numbers, in the order of the properties; NaN for a missing step.</summary>
    public double[] ToNumbers() => [Epoch, LearningRate, TrainLoss, TrainAccuracy, ValLoss, ValAccuracy, Seconds, ImagesPerSecond, Step ?? double.NaN];

    /// <summary>Reverses <see cref="ToNumbers"/>; rows of older versions end before the step.</summary>
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
        Step = numbers.Length < Columns || double.IsNaN(numbers[8]) ? null : (int)numbers[8],
    };
}
