using System.Globalization;
using System.Text.Json;

namespace FerTrain.Core.Metrics;

/// <summary>
/// A score of an evaluation. <see cref="All"/> is the only list of them: metrics.json, the terminal, report.html and the
/// comparison of runs print whatever it holds.
/// </summary>
/// <param name="Name">Heads the metric in tables.</param>
/// <param name="Key">Names the metric in JSON and CSV.</param>
/// <param name="Format">Turns its value into text.</param>
/// <param name="Compute">Gives its value, or null where it is not defined.</param>
public sealed record Metric(string Name, string Key, MetricFormat Format, Func<ScoredPredictions, double?> Compute)
{
    public static Metric Accuracy { get; } = Bootstrapped("accuracy", "accuracy", MetricFormat.Percent, matrix => matrix.Accuracy);

    public static Metric WeightedF1 { get; } =
        Bootstrapped("weighted F1", "weighted_f1", MetricFormat.Fraction, matrix => matrix.Weighted(matrix.F1)) with { IsCompared = true };

    public static Metric MacroF1 { get; } =
        Bootstrapped("macro F1", "macro_f1", MetricFormat.Fraction, matrix => matrix.Macro(matrix.F1)) with { IsCompared = true };

    public static Metric Temperature { get; } = new("temperature fitted on val", "temperature", MetricFormat.Fraction, scored => scored.Temperature);

    public static IReadOnlyList<Metric> All { get; } =
    [
        Accuracy,
        Bootstrapped("balanced accuracy", "balanced_accuracy", MetricFormat.Percent, matrix => matrix.BalancedAccuracy),
        WeightedF1,
        MacroF1,
        new("top-2 accuracy", "top2_accuracy", MetricFormat.Percent, scored => scored.Predictions.TopAccuracy(2)),
        new("macro precision", "macro_precision", MetricFormat.Fraction, scored => scored.Matrix.Macro(scored.Matrix.Precision)),
        new("macro recall", "macro_recall", MetricFormat.Fraction, scored => scored.Matrix.Macro(scored.Matrix.Recall)),
        new("weighted precision", "weighted_precision", MetricFormat.Fraction, scored => scored.Matrix.Weighted(scored.Matrix.Precision)),
        new("weighted recall", "weighted_recall", MetricFormat.Fraction, scored => scored.Matrix.Weighted(scored.Matrix.Recall)),
        new("Hamming loss", "hamming_loss", MetricFormat.Fraction, scored => scored.Matrix.HammingLoss),
        new("Cohen's kappa", "cohen_kappa", MetricFormat.Fraction, scored => scored.Matrix.CohenKappa),
        new("log loss", "log_loss", MetricFormat.Fraction, scored => ProbabilityScores.LogLoss(scored.Predictions)),
        new("calibration error (ECE)", "ece", MetricFormat.Fraction, scored => ProbabilityScores.ExpectedCalibrationError(scored.Predictions)),
        Temperature,
        new("calibrated log loss", "calibrated_log_loss", MetricFormat.Fraction,
            scored => scored.Calibrated is { } calibrated ? ProbabilityScores.LogLoss(calibrated) : null),
        new("calibrated ECE", "calibrated_ece", MetricFormat.Fraction,
            scored => scored.Calibrated is { } calibrated ? ProbabilityScores.ExpectedCalibrationError(calibrated) : null),
    ];

    /// <summary>Computes the metric from a confusion matrix alone, which the bootstrap resamples; null for a metric without an interval.</summary>
    public Func<ConfusionMatrix, double>? OfMatrix { get; private init; }

    /// <summary>Gives the metric a column of its own in a comparison's table; its JSON and CSV hold every metric.</summary>
    public bool IsCompared { get; init; }

    private static Metric Bootstrapped(string name, string key, MetricFormat format, Func<ConfusionMatrix, double> compute) =>
        new(name, key, format, scored => compute(scored.Matrix)) { OfMatrix = compute };
}

/// <summary>Writes a metric's values, for example 0.7123 as "71.23 %".</summary>
public sealed record MetricFormat(double Scale, string Digits, string Unit)
{
    public static MetricFormat Percent { get; } = new(100, "F2", " %");

    public static MetricFormat Fraction { get; } = new(1, "F3", "");

    public string Text(double value) => Number(value) + Unit;

    /// <summary>Leaves out the unit, which then stands in the heading.</summary>
    public string Number(double value) => (Scale * value).ToString(Digits, CultureInfo.InvariantCulture);
}

/// <summary>The predictions that metrics are computed from, with the parts that several metrics share.</summary>
/// <param name="predictions">For the split that is scored.</param>
/// <param name="validation">For the validation split, which the temperature is fitted on; null where that would flatter it.</param>
public sealed class ScoredPredictions(Predictions predictions, Predictions? validation)
{
    private readonly Lazy<double?> _temperature = new(() => validation is null ? null : TemperatureScaling.Fit(validation));
    private Predictions? _calibrated;

    public Predictions Predictions { get; } = predictions;

    public ConfusionMatrix Matrix { get; } = predictions.ToConfusionMatrix();

    public double? Temperature => _temperature.Value;

    /// <summary>The predictions at that temperature; null without one.</summary>
    public Predictions? Calibrated => _calibrated ??= Temperature is { } temperature ? TemperatureScaling.Apply(Predictions, temperature) : null;
}

/// <summary>The value of each metric by its key: keys of the JSON object that they belong to, not an object of their own.</summary>
public sealed class Scores : Dictionary<string, JsonElement>
{
    /// <summary>Null where the metric is not defined, or was unknown when the file was written.</summary>
    public double? this[Metric metric] =>
        TryGetValue(metric.Key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    public static Scores Of(Func<Metric, double?> compute)
    {
        var scores = new Scores();
        foreach (var metric in Metric.All)
            scores.Add(metric.Key, JsonSerializer.SerializeToElement(compute(metric)));
        return scores;
    }
}
