namespace FerTrain.Core.Metrics;

/// <summary>How a checkpoint scores on a split: in snake_case, the object of <c>metrics.json</c> and <c>eval --json</c>.</summary>
public sealed record EvaluationResult
{
    public required string Checkpoint { get; init; }

    public required string Split { get; init; }

    public required int Samples { get; init; }

    public required double Accuracy { get; init; }

    public required double StandardError { get; init; }

    /// <summary>Null where there is no training set to compare with.</summary>
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

    public required IReadOnlyList<ClassResult> Classes { get; init; }

    /// <summary>Rows are true classes, columns predicted ones.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }

    /// <summary>How many rows have their true class at rank 1, at rank 2, and so on.</summary>
    public required IReadOnlyList<int> RankOfTruth { get; init; }

    /// <param name="checkpoint">The file that was scored.</param>
    /// <param name="split">The part of the data it was scored on.</param>
    /// <param name="classNames">In the order of the labels.</param>
    /// <param name="predictions">What it answered.</param>
    /// <param name="leaked">Whether a row's picture was in the training data; null where that is not known.</param>
    public static EvaluationResult Of(
        string checkpoint, string split, IReadOnlyList<string> classNames, Predictions predictions, bool[]? leaked = null)
    {
        if (classNames.Count != predictions.Classes)
            throw new ArgumentException($"Got {classNames.Count} names for {predictions.Classes} classes.", nameof(classNames));

        var matrix = predictions.ToConfusionMatrix();
        var ranks = predictions.RankCounts();
        return new EvaluationResult
        {
            Checkpoint = checkpoint,
            Split = split,
            Samples = matrix.Samples,
            Accuracy = matrix.Accuracy,
            StandardError = matrix.StandardError,
            LeakFree = leaked is null ? null : WithoutLeaks(predictions, leaked),
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

    private static LeakFreeResult WithoutLeaks(Predictions predictions, bool[] leaked)
    {
        if (leaked.Length != predictions.Count)
            throw new ArgumentException($"Got {leaked.Length} leak flags for {predictions.Count} rows.", nameof(leaked));

        var kept = Enumerable.Range(0, predictions.Count).Where(i => !leaked[i]).ToArray();
        return new LeakFreeResult(
            kept.Length,
            kept.Length == 0 ? null : kept.Average(i => predictions.Predicted(i) == predictions.Label(i) ? 1.0 : 0.0));
    }
}
