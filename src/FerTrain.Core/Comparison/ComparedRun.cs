using FerTrain.Core.Runs;

namespace FerTrain.Core.Comparison;

/// <summary>A run as a row of a comparison; what it has not come to yet is null.</summary>
public sealed record ComparedRun
{
    /// <summary>The folder's name, or its path where two of the runs share that.</summary>
    public required string Run { get; init; }

    public required string Path { get; init; }

    /// <summary>Which of the groups that are scored on the same faces it belongs to, counted from 1.</summary>
    public required int Group { get; init; }

    public required bool Finished { get; init; }

    public required string Model { get; init; }

    public required long? Parameters { get; init; }

    public required string? Split { get; init; }

    public required int? Samples { get; init; }

    public required int Epochs { get; init; }

    public required int? BestEpoch { get; init; }

    public required double? BestValAccuracy { get; init; }

    public required double? Accuracy { get; init; }

    public required double? StandardError { get; init; }

    public required double? LeakFreeAccuracy { get; init; }

    public required double? WeightedF1 { get; init; }

    public required double? MacroF1 { get; init; }

    public required double TrainSeconds { get; init; }

    public required double? ImagesPerSecond { get; init; }

    public static ComparedRun Of(RunRecord record, string name, int group) => new()
    {
        Run = name,
        Path = record.Directory.Root,
        Group = group,
        Finished = record.Summary is not null,
        Model = record.Config.Model.Name,
        Parameters = record.Summary?.Parameters,
        Split = record.Evaluation?.Split,
        Samples = record.Evaluation?.Samples,
        Epochs = record.History.Count,
        BestEpoch = record.Best?.Epoch,
        BestValAccuracy = record.Best?.ValAccuracy,
        Accuracy = record.Evaluation?.Accuracy,
        StandardError = record.Evaluation?.StandardError,
        LeakFreeAccuracy = record.Evaluation?.LeakFree?.Accuracy,
        WeightedF1 = record.Evaluation?.WeightedF1,
        MacroF1 = record.Evaluation?.MacroF1,
        TrainSeconds = record.TrainSeconds,
        ImagesPerSecond = record.ImagesPerSecond,
    };
}
