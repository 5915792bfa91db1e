using System.Globalization;
using FerTrain.Core.Errors;

namespace FerTrain.Core.Runs;

/// <summary>The file metrics.csv: one row an epoch, every number exact. Each change replaces the file as a whole.</summary>
public sealed class MetricsLog(string path)
{
    private const string Header = "epoch,learning_rate,train_loss,train_accuracy,val_loss,val_accuracy,seconds,images_per_second";

    public void Write(IReadOnlyList<EpochMetrics> rows) =>
        AtomicFile.WriteText(path, string.Concat(rows.Select(Format).Prepend(Header).Select(line => line + "\n")));

    /// <summary>The rows so far; none where the file is missing or empty.</summary>
    public IReadOnlyList<EpochMetrics> Read()
    {
        var lines = ReadLines();
        if (lines.Length > 0 && lines[0] != Header)
            throw new UserError($"{path}, row 1: got '{lines[0]}', accepted: {Header}");
        return [.. lines.Skip(1).Select((line, index) => Parse(line, row: index + 2))];
    }

    private string[] ReadLines()
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be read: {error.Message}", error);
        }
    }

    private static string Format(EpochMetrics metrics) =>
        string.Join(',', metrics.ToNumbers().Select(number => number.ToString("R", CultureInfo.InvariantCulture)));

    private EpochMetrics Parse(string line, int row)
    {
        var fields = line.Split(',');
        var numbers = new double[EpochMetrics.Columns];
        if (fields.Length != numbers.Length || !int.TryParse(fields[0], CultureInfo.InvariantCulture, out _))
            throw Malformed(line, row);
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!double.TryParse(fields[i], CultureInfo.InvariantCulture, out numbers[i]))
                throw Malformed(line, row);
        }

        return EpochMetrics.FromNumbers(numbers);
    }

    private UserError Malformed(string line, int row) =>
        new($"{path}, row {row}: got '{line}', accepted: a whole number and 7 numbers ({Header})");
}

/// <summary>A row of metrics.csv.</summary>
public sealed record EpochMetrics
{
    /// <summary>Numbers in a row.</summary>
    public const int Columns = 8;

    /// <summary>The number of the epoch, from 1.</summary>
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
