using FerTrain.Core.Config;

namespace FerTrain.Core.Metrics;

/// <summary>How a checkpoint, or an ensemble, scores on a split: in snake_case, the object of <c>metrics.json</c> and <c>eval --json</c>.</summary>
public sealed record EvaluationResult
{
    /// <summary>The names of an ensemble's checkpoints with ", " between them.</summary>
    public required string Checkpoint { get; init; }

    public required IReadOnlyList<MemberResult> Members { get; init; }

    public required string Split { get; init; }

    /// <summary>The changed copies of a face whose probabilities were averaged.</summary>
    public required TestTimeAugmentation Tta { get; init; }

    public required int Samples { get; init; }

    public required double Accuracy { get; init; }

    public required double StandardError { get; init; }

    /// <summary>Of resampled rows, at 95 %.</summary>
    public required ConfidenceIntervals Confidence { get; init; }

    /// <summary>Null where there is no training set to compare with, or the data are others than the checkpoint was trained on.</summary>
    public required LeakFreeResult? LeakFree { get; init; }

    public required double Top2Accuracy { get; init; }

    public required double BalancedAccuracy { get; init; }

    public required double MacroPrecision { get; init; }

    public required double MacroRecall { get; init; }

    public required double MacroF1 { get; init; }

    public required double WeightedPrecision { get; init; }

    public required double WeightedRecall { get; init; }

    public required double WeightedF1 { get; init; }

    public required double HammingLoss { get; init; }

    public required double? CohenKappa { get; init; }

    public required double LogLoss { get; init; }

    /// <summary>Expected calibration error.</summary>
    public required double Ece { get; init; }

    /// <summary>
    /// Fitted on the validation split; like the two figures at that temperature, null where that has no rows or is the
    /// split that is scored, whose own rows would flatter it.
    /// </summary>
    public required double? Temperature { get; init; }

    public required double? CalibratedLogLoss { get; init; }

    public required double? CalibratedEce { get; init; }

    public required IReadOnlyList<ClassResult> Classes { get; init; }

    /// <summary>Rows are true classes, columns predicted ones.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }

    /// <summary>How many rows have their true class at rank 1, at rank 2, and so on.</summary>
    public required IReadOnlyList<int> RankOfTruth { get; init; }

    public static EvaluationResult Of(ScoredSplit scored)
    {
        var (classNames, predictions) = (scored.ClassNames, scored.Predictions);
        if (classNames.Count != predictions.Classes)
            throw new ArgumentException($"Got {classNames.Count} names for {predictions.Classes} classes.", nameof(scored));

        var matrix = predictions.ToConfusionMatrix();
        var ranks = predictions.RankCounts();
        double? temperature = scored.Validation is { } validation ? TemperatureScaling.Fit(validation) : null;
        var calibrated = temperature is { } fitted ? TemperatureScaling.Apply(predictions, fitted) : null;
        return new EvaluationResult
        {
            Checkpoint = string.Join(", ", scored.Members.Select(member => member.Checkpoint)),
            Members = scored.Members,
            Split = EnumName.Of(scored.Split),
            Tta = scored.Tta,
            Samples = matrix.Samples,
            Accuracy = matrix.Accuracy,
            StandardError = matrix.StandardError,
            Confidence = Bootstrap.Of(matrix, scored.Resamples),
            LeakFree = scored.Leaked is { } leaked ? LeakFreeResult.Of(predictions, leaked) : null,
            Top2Accuracy = (double)ranks.Take(2).Sum() / matrix.Samples,
            BalancedAccuracy = matrix.BalancedAccuracy,
            MacroPrecision = matrix.Macro(matrix.Precision),
            MacroRecall = matrix.Macro(matrix.Recall),
            MacroF1 = matrix.Macro(matrix.F1),
            WeightedPrecision = matrix.Weighted(matrix.Precision),
            WeightedRecall = matrix.Weighted(matrix.Recall),
            WeightedF1 = matrix.Weighted(matrix.F1),
            HammingLoss = matrix.HammingLoss,
            CohenKappa = matrix.CohenKappa,
            LogLoss = ProbabilityScores.LogLoss(predictions),
            Ece = ProbabilityScores.ExpectedCalibrationError(predictions),
            Temperature = temperature,
            CalibratedLogLoss = calibrated is null ? null : ProbabilityScores.LogLoss(calibrated),
            CalibratedEce = calibrated is null ? null : ProbabilityScores.ExpectedCalibrationError(calibrated),
            Classes = [.. classNames.Select((name, c) => Scores(matrix, name, c))],
            Confusion = matrix.Counts,
            RankOfTruth = ranks,
        };
    }

    private static ClassResult Scores(ConfusionMatrix matrix, string name, int c) => new()
    {
        Name = name,
        Support = matrix.Support(c),
        Precision = matrix.Precision(c),
        Recall = matrix.Recall(c),
        F1 = matrix.F1(c),
        Accuracy = matrix.OneVsRestAccuracy(c),
    };
}
