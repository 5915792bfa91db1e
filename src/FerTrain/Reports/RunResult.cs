using System.Globalization;
using System.Xml.Linq;
using FerTrain.Core.Config;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;

namespace FerTrain.Reports;

/// <summary>The headline of a run: its accuracy with all that an honest reader needs beside it.</summary>
internal static class RunResult
{
    public static XElement Headline(RunRecord run) => run.Evaluation is { } scored
        ? Html.Section("Result", Score(scored), Samples(scored), Weights(run, scored), Html.Notes([.. OldScore(run), .. RunCautions.Of(run)]))
        : Html.Section("Result", Html.Notes(["This run has no evaluation yet."]));

    private static IEnumerable<string> OldScore(RunRecord run) =>
        run.Summary is null ? ["The run goes on, or was stopped: this score is of an earlier end."] : [];

    private static XElement Score(EvaluationResult scored) => Html.Tag("p", Html.Class("score"),
        Metric.Hundredths("accuracy", scored.Accuracy), " ± ", Metric.Percent("standard_error", scored.StandardError),
        Html.Tag("small", $" accuracy, {scored.Split} split"));

    private static XElement Samples(EvaluationResult scored)
    {
        object[] samples = ["± is the standard error on the ", Metric.Count("samples", scored.Samples), $" faces of the {scored.Split} split."];
        object[] leakFree = scored.LeakFree switch
        {
            null => [],
            { Accuracy: { } accuracy } rest =>
            [
                " Of the ", Metric.Count("leak_free.samples", rest.Samples), " among them whose image occurs nowhere else in the data, ",
                Metric.Percent("leak_free.accuracy", accuracy), " are right.",
            ],
            _ => [" Every one of their images occurs elsewhere in the data too."],
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
        var weights = run.Best is { } best
            ? string.Create(CultureInfo.InvariantCulture,
                $"The weights are those of {Path.GetFileName(scored.Checkpoint)}; the best of {run.History.Count} epochs by {EnumName.Of(run.Config.Checkpoint.Monitor)} is epoch {best.Epoch}, with {100 * best.ValAccuracy:F2} % on the validation faces.")
            : $"The weights are those of {Path.GetFileName(scored.Checkpoint)}.";
        return Html.Tag("p", weights + views);
    }
}
