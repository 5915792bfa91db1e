using System.Globalization;
using System.Xml.Linq;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;

namespace FerTrain.Reports;

/// <summary>The parts of a page that present an evaluation: the headline, the metrics and the scores of each class.</summary>
internal static class EvaluationSections
{
    /// <summary>States the accuracy with everything that an honest reader needs beside it.</summary>
    public static XElement Headline(RunRecord run) => run.Evaluation is { } scored
        ? Html.Section("Result",
            Accuracy(scored), Samples(scored), Html.Tag("p", scored.Baseline()),
            run.Ensemble is null ? Weights(run, scored) : null,
            Html.Notes([.. OldScore(run), .. RunCautions.Of(run)]))
        : Html.Section("Result", Html.Notes(["This run has no evaluation yet."]));

    public static XElement Metrics(EvaluationResult scored, IReadOnlyList<EvaluationResult> others)
    {
        var known = Metric.All.Where(metric => scored.Scores[metric] is not null).ToLookup(metric => scored.Confidence.ContainsKey(metric.Key));
        return Html.Section("Scores",
            Html.Table($"Scores on the {EnumName.Of(scored.Split)} split; intervals are bootstrapped",
            [
                ["score", "value", "95 % interval"],
                .. known[true].Select(metric => (object[])[.. Row(metric, scored), Interval(metric, scored.Confidence[metric.Key])]),
            ]),
            Html.Table("Other scores", [["score", "value"], .. known[false].Select(metric => Row(metric, scored))]),
            others.Count == 0 ? null : Splits([.. others.Append(scored).OrderBy(result => result.Split)]));
    }

    private static object[] Interval(Metric metric, IReadOnlyList<double> ends) =>
        [Value($"confidence.{metric.Key}.0", ends[0], metric.Format), " – ", Value($"confidence.{metric.Key}.1", ends[1], metric.Format)];

    private static XElement Splits(EvaluationResult[] columns) => Html.Table("The same scores on each split",
    [
        ["score", .. columns.Select(column => EnumName.Of(column.Split))],
        ["faces", .. columns.Select(column => NumberText.Grouped(column.Samples))],
        .. from metric in Metric.All
           where columns.Any(column => column.Scores[metric] is not null)
           select (object[])[metric.Name, .. columns.Select(column => column.Scores[metric] is { } value ? metric.Format.Text(value) : "–")],
    ]);

    public static XElement Classes(EvaluationResult scored) => Html.Section("Classes", Html.Table("Scores of each class",
    [
        ["class", "precision", "recall", "F1", "faces"],
        .. scored.Classes.Select((c, i) => (object[])
        [
            c.Name, Value($"classes.{i}.precision", c.Precision, MetricFormat.Fraction), Value($"classes.{i}.recall", c.Recall, MetricFormat.Fraction),
            Value($"classes.{i}.f1", c.F1, MetricFormat.Fraction), Count($"classes.{i}.support", c.Support),
        ]),
    ]));

    private static object[] Row(Metric metric, EvaluationResult scored) => [metric.Name, Value(metric.Key, scored.Scores[metric]!.Value, metric.Format)];

    private static IEnumerable<string> OldScore(RunRecord run) =>
        !run.IsFinished ? ["The run is still training or was stopped: this score is from before it resumed."] : [];

    private static XElement Accuracy(EvaluationResult scored) => Html.Tag("p", Html.Class("score"),
        Exact("accuracy", scored.Accuracy, MetricFormat.Percent.Number(scored.Accuracy)), " ± ", Value("standard_error", scored.StandardError, MetricFormat.Percent),
        Html.Tag("small", $" accuracy, {EnumName.Of(scored.Split)} split"));

    private static XElement Samples(EvaluationResult scored)
    {
        object[] samples = ["± is the standard error on the ", Count("samples", scored.Samples), $" faces of the {EnumName.Of(scored.Split)} split."];
        var learnt = scored.Split == SplitName.Val ? "training" : "training or validation";
        object[] leakFree = scored.LeakFree switch
        {
            null => [],
            { Accuracy: { } accuracy } rest =>
            [
                " Of the ", Count("leak_free.samples", rest.Samples), $" among them whose image does not occur in {learnt}, ",
                Value("leak_free.accuracy", accuracy, MetricFormat.Percent), " are right.",
            ],
            _ => [$" Every one of their images occurs in {learnt} too."],
        };
        return Html.Tag("p", samples, leakFree);
    }

    private static XElement Weights(RunRecord run, EvaluationResult scored)
    {
        var views = scored.Tta switch
        {
            TestTimeAugmentation.Flip => " Probabilities are averaged over each face and its mirror image.",
            TestTimeAugmentation.TenCrop => " Probabilities are averaged over ten crops of each face.",
            _ => "",
        };
        var file = RunDirectory.LastPart(scored.Checkpoint);
        if (file == Path.GetFileName(run.Directory.LastCheckpoint))
            file += run.Summary?.IsRestored(run.Config) == true
                ? $", which the early stop restored from the best epoch by {EnumName.Of(run.Config.EarlyStopping.Monitor)}"
                : ", at the end of training";
        var weights = run is { Best: { } best, Config.TrainsInEpochs: true }
            ? string.Create(CultureInfo.InvariantCulture,
                $"The weights are those of {file}; the best of {Counted.Of(run.History.Count, "epoch")} by {EnumName.Of(run.Config.Checkpoint.Monitor)} is epoch {best.Epoch}, with {MetricFormat.Percent.Text(best.ValAccuracy)} on the validation faces.")
            : $"The weights are those of {file}.";
        return Html.Tag("p", weights + views);
    }

    private static XElement Count(string path, long value) => Exact(path, value, NumberText.Grouped(value));

    private static XElement Value(string path, double value, MetricFormat format) => Exact(path, value, format.Text(value));

    /// <summary>Shows a value to people, with its exact value and its path in metrics.json for programs.</summary>
    private static XElement Exact(string path, double value, string text) => Html.Tag("data",
        Html.Attribute("data-metric", path), Html.Attribute("value", value.ToString("R", CultureInfo.InvariantCulture)), text);
}
