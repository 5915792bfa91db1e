using System.Text.Json;
using System.Text.Json.Serialization;
using FerTrain.Core.Config;
using FerTrain.Core.Files;

namespace FerTrain.Core.Metrics;

/// <summary>The scores of a checkpoint, or an ensemble, on a split: in snake_case, the object of <c>metrics.json</c> and <c>eval --json</c>.</summary>
public sealed record EvaluationResult : IJsonOnDeserialized
{
    /// <summary>The path of the checkpoint; the paths of an ensemble's checkpoints are joined by ", ".</summary>
    public required string Checkpoint { get; init; }

    public required IReadOnlyList<MemberResult> Members { get; init; }

    public required SplitName Split { get; init; }

    /// <summary>The views of a face whose probabilities are averaged.</summary>
    public required TestTimeAugmentation Tta { get; init; }

    public required int Samples { get; init; }

    public required double StandardError { get; init; }

    /// <summary>Identifies the scored faces and their labels, whatever else was in the data; null in files of older versions.</summary>
    public string? FacesFingerprint { get; init; }

    /// <summary>The accuracy of guessing each class equally often.</summary>
    public double Chance => 1.0 / Classes.Count;

    /// <summary>The class of most scored faces: its share is the accuracy of answering nothing else.</summary>
    public ClassShare LargestClass => Classes.Select(c => new ClassShare(c.Name, (double)c.Support / Samples)).MaxBy(own => own.Share)!;

    /// <summary>The class that most faces are taken for.</summary>
    internal ClassShare UsualAnswer => Classes.Select((c, i) => new ClassShare(c.Name, (double)Confusion.Sum(row => row[i]) / Samples)).MaxBy(answer => answer.Share)!;

    /// <summary>Bootstrapped 95 % intervals, low and high end, by the key of their metric.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<double>> Confidence { get; init; }

    /// <summary>Null where there is no training set to compare with, or the data differ from those that the checkpoint was trained on.</summary>
    public required LeakFreeResult? LeakFree { get; init; }

    public required IReadOnlyList<ClassResult> Classes { get; init; }

    /// <summary>Rows are true classes, columns predicted ones.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }

    /// <summary>Counts the rows that have their true class at rank 1, at rank 2, and so on.</summary>
    public required IReadOnlyList<int> RankOfTruth { get; init; }

    /// <summary>The value of every metric in <see cref="Metric.All"/>.</summary>
    [JsonExtensionData]
    public Scores Scores { get; init; } = [];

    // The next three are among the scores in JSON. An ignored property hides a key of its name from them, hence the names.
    [JsonIgnore, JsonPropertyName("scores.accuracy")]
    public double Accuracy => Scores[Metric.Accuracy]!.Value;

    [JsonIgnore, JsonPropertyName("scores.weighted_f1")]
    public double WeightedF1 => Scores[Metric.WeightedF1]!.Value;

    [JsonIgnore, JsonPropertyName("scores.macro_f1")]
    public double MacroF1 => Scores[Metric.MacroF1]!.Value;

    public static EvaluationResult Of(ScoredSplit split)
    {
        var (classNames, predictions) = (split.ClassNames, split.Predictions);
        if (classNames.Count != predictions.Classes)
            throw new ArgumentException($"Got {classNames.Count} names for {predictions.Classes} classes.", nameof(split));

        var scored = new ScoredPredictions(predictions, split.Validation);
        var matrix = scored.Matrix;
        return new EvaluationResult
        {
            Checkpoint = string.Join(", ", split.Members.Select(member => member.Checkpoint)),
            Members = split.Members,
            Split = split.Split,
            Tta = split.Tta,
            Samples = matrix.Samples,
            StandardError = matrix.StandardError,
            FacesFingerprint = split.FacesFingerprint,
            Confidence = Bootstrap.Intervals(matrix, split.Resamples),
            LeakFree = split.Leaked is { } leaked ? LeakFreeResult.Of(predictions, leaked) : null,
            Classes = [.. classNames.Select((name, c) => ClassResult.Of(matrix, name, c))],
            Confusion = matrix.Counts,
            RankOfTruth = predictions.RankCounts(),
            Scores = Scores.Of(metric => metric.Compute(scored)),
        };
    }

    /// <summary>States what an accuracy must be compared with.</summary>
    internal string Baseline() =>
        $"Chance is {MetricFormat.Percent.Text(Chance)}; answering {LargestClass.Name} for every face is right for {MetricFormat.Percent.Text(LargestClass.Share)}.";

    void IJsonOnDeserialized.OnDeserialized()
    {
        foreach (var metric in new[] { Metric.Accuracy, Metric.WeightedF1, Metric.MacroF1 })
            if (Scores[metric] is null) throw new JsonException($"it has no {metric.Key}");
        JsonFile.Require(Scores.Values.All(score => score.ValueKind != JsonValueKind.Number || double.IsFinite(score.GetDouble())), "scores that a float64 holds");
        var classes = Classes.Count;
        JsonFile.Require(Members.Count > 0 && Members.All(member => member is not null), "members: one or more");
        JsonFile.Require(classes > 0 && Classes.All(own => own is { Support: >= 0 }), "classes: one or more, with their support");
        JsonFile.Require(
            Confusion.Count == classes && Confusion.All(row => row?.Count == classes && row.All(count => count >= 0)),
            $"confusion: {classes} rows of {classes} counts");
        JsonFile.Require(Samples > 0 && Confusion.Sum(row => row.Sum(count => (long)count)) == Samples, "samples: the sum of confusion");
        JsonFile.Require(RankOfTruth.Count == classes && RankOfTruth.All(count => count >= 0), $"rank_of_truth: {classes} counts");
        JsonFile.Require(Confidence.Values.All(interval => interval is [_, _]), "confidence: a low and a high end of each interval");
    }
}

/// <summary>A model's predictions for a split, and all else that an evaluation follows from.</summary>
public sealed record ScoredSplit
{
    /// <summary>The checkpoints whose probabilities are averaged, or the only one.</summary>
    public required IReadOnlyList<MemberResult> Members { get; init; }

    public required SplitName Split { get; init; }

    /// <summary>In the order of the labels.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    public required Predictions Predictions { get; init; }

    /// <summary>Predictions for the validation split; null where it has no rows, or is itself the split that is scored.</summary>
    public Predictions? Validation { get; init; }

    /// <summary>Flags the rows whose image is in the training data or, for the test split, in the validation data; null where that is not known.</summary>
    public IReadOnlyList<bool>? Leaked { get; init; }

    public TestTimeAugmentation Tta { get; init; }

    /// <inheritdoc cref="EvaluationResult.FacesFingerprint"/>
    public string? FacesFingerprint { get; init; }

    /// <summary>The number of resamples behind the confidence intervals.</summary>
    public int Resamples { get; init; } = new EvalConfig().BootstrapSamples;
}

/// <summary>A class and its share of the faces.</summary>
public sealed record ClassShare(string Name, double Share);

/// <summary>The score of one of several checkpoints by itself.</summary>
public sealed record MemberResult(string Checkpoint, double Accuracy)
{
    /// <summary>Null where no row is leak-free, or there is no training set to compare with.</summary>
    public double? LeakFreeAccuracy { get; init; }
}

/// <summary>The accuracy without the rows whose image the model has seen in training or, on the test split, was chosen by; null where no row is left.</summary>
public sealed record LeakFreeResult(int Samples, double? Accuracy)
{
    /// <param name="predictions">For all rows.</param>
    /// <param name="leaked">Flags the rows that the model has seen.</param>
    public static LeakFreeResult Of(Predictions predictions, IReadOnlyList<bool> leaked)
    {
        if (leaked.Count != predictions.Count)
            throw new ArgumentException($"Got {leaked.Count} leak flags for {predictions.Count} rows.", nameof(leaked));

        var kept = Enumerable.Range(0, predictions.Count).Where(i => !leaked[i]).ToArray();
        return new(kept.Length, kept.Length == 0 ? null : kept.Average(i => predictions.Predicted(i) == predictions.Label(i) ? 1.0 : 0.0));
    }
}

/// <summary>The scores of one class.</summary>
public sealed record ClassResult
{
    public required string Name { get; init; }

    public required int Support { get; init; }

    public required double Precision { get; init; }

    public required double Recall { get; init; }

    public required double F1 { get; init; }

    /// <summary>The accuracy of deciding between this class and all others.</summary>
    public required double Accuracy { get; init; }

    public static ClassResult Of(ConfusionMatrix matrix, string name, int c) => new()
    {
        Name = name,
        Support = matrix.Support(c),
        Precision = matrix.Precision(c),
        Recall = matrix.Recall(c),
        F1 = matrix.F1(c),
        Accuracy = matrix.OneVsRestAccuracy(c),
    };
}
