using System.Text.Json.Serialization;
using FerTrain.Core.Config;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;

namespace FerTrain.Core.Runs;

/// <summary>Summarizes a finished run, as summary.json.</summary>
public sealed record RunSummary : IJsonOnDeserialized
{
    public required string Model { get; init; }

    public required long Parameters { get; init; }

    public required int BestEpoch { get; init; }

    public required int EpochsRun { get; init; }

    public required StopReason StoppedBy { get; init; }

    public required double BestValAccuracy { get; init; }

    /// <summary>The part of the split whose faces chose the best epoch: val, or train, which says nothing about new faces.</summary>
    public ValidationFaces ValidatedOn { get; init; }

    /// <summary>The checkpoint that is scored, as the config's eval.checkpoint says.</summary>
    public ScoredCheckpoint Checkpoint { get; init; }

    /// <summary>Its scores on the split that the config's eval.split names.</summary>
    public required SplitScore Test { get; init; }

    /// <summary>Its scores on the other splits of the config's eval.splits.</summary>
    public IReadOnlyList<SplitScore> OtherSplits { get; init; } = [];

    public required double TrainSeconds { get; init; }

    public required long PeakMemoryBytes { get; init; }

    /// <summary>Whether last.pt holds the best weights, which an early stop restored, in place of those at the end of training.</summary>
    internal bool IsRestored(RunConfig config) => StoppedBy == StopReason.EarlyStopping && config.EarlyStopping.RestoreBest;

    void IJsonOnDeserialized.OnDeserialized()
    {
        JsonFile.Require(BestEpoch > 0 && BestEpoch <= EpochsRun, "best_epoch: 1 to epochs_run");
        JsonFile.Require(OtherSplits.All(split => split is not null), "other_splits: scores");
    }
}

/// <summary>Holds the scores of an evaluation that a comparison of runs shows.</summary>
public sealed record SplitScore
{
    public required SplitName Split { get; init; }

    public required int Samples { get; init; }

    public required double Accuracy { get; init; }

    public required double StandardError { get; init; }

    /// <summary>The views of a face whose probabilities are averaged; null in files of older versions.</summary>
    public TestTimeAugmentation? Tta { get; init; }

    /// <summary>The accuracy on images that occur neither in the training data nor, for the test split, in the validation data; null where it was not computed.</summary>
    public double? LeakFreeAccuracy { get; init; }

    public required double WeightedF1 { get; init; }

    internal static SplitScore Of(EvaluationResult result) => new()
    {
        Split = result.Split,
        Samples = result.Samples,
        Accuracy = result.Accuracy,
        StandardError = result.StandardError,
        Tta = result.Tta,
        LeakFreeAccuracy = result.LeakFree?.Accuracy,
        WeightedF1 = result.WeightedF1,
    };
}

/// <summary>Names the reason why training ended.</summary>
public enum StopReason
{
    LastEpoch,
    EarlyStopping,
}
