using System.Xml.Linq;
using FerTrain.Core.Metrics;

namespace FerTrain.Reports;

/// <summary>The tables of an evaluation.</summary>
internal static class EvaluationSections
{
    public static XElement Scores(EvaluationResult scored)
    {
        var interval = scored.Confidence;
        object[][] others =
        [
            ["top-2 accuracy", Metric.Percent("top2_accuracy", scored.Top2Accuracy)],
            ["macro precision", Metric.Fraction("macro_precision", scored.MacroPrecision)],
            ["macro recall", Metric.Fraction("macro_recall", scored.MacroRecall)],
            .. Optional("Cohen's kappa", "cohen_kappa", scored.CohenKappa),
            ["log loss", Metric.Fraction("log_loss", scored.LogLoss)],
            ["calibration error", Metric.Fraction("ece", scored.Ece)],
            .. Optional("temperature fitted on val", "temperature", scored.Temperature),
            .. Optional("log loss at it", "calibrated_log_loss", scored.CalibratedLogLoss),
            .. Optional("calibration error at it", "calibrated_ece", scored.CalibratedEce),
        ];
        return Html.Section("Scores",
            Html.Table($"Scores on the {scored.Split} split with bootstrapped 95 % intervals",
            [
                ["score", "value", "from", "to"],
                Bounded("accuracy", "accuracy", Metric.Percent, scored.Accuracy, interval.Accuracy),
                Bounded("balanced accuracy", "balanced_accuracy", Metric.Percent, scored.BalancedAccuracy, interval.BalancedAccuracy),
                Bounded("macro F1", "macro_f1", Metric.Fraction, scored.MacroF1, interval.MacroF1),
                Bounded("weighted F1", "weighted_f1", Metric.Fraction, scored.WeightedF1, interval.WeightedF1),
            ]),
            Html.Table("Other scores", [["score", "value"], .. others]));
    }

    public static XElement Classes(EvaluationResult scored) => Html.Section("Classes", Html.Table("Scores of each class",
    [
        ["class", "precision", "recall", "F1", "accuracy", "faces"],
        .. scored.Classes.Select((c, i) => (object[])
        [
            c.Name, Metric.Fraction($"classes.{i}.precision", c.Precision), Metric.Fraction($"classes.{i}.recall", c.Recall), Metric.Fraction($"classes.{i}.f1", c.F1),
            Metric.Fraction($"classes.{i}.accuracy", c.Accuracy), Metric.Count($"classes.{i}.support", c.Support),
        ]),
    ]));

    private static object[] Bounded(string name, string place, Func<string, double, XElement> show, double value, IReadOnlyList<double> interval) =>
        [name, show(place, value), show($"confidence.{place}.0", interval[0]), show($"confidence.{place}.1", interval[1])];

    private static object[][] Optional(string name, string place, double? value) => value is { } known ? [[name, Metric.Fraction(place, known)]] : [];
}
