using FerTrain.Core.Metrics;

namespace FerTrain.Core.Comparison;

/// <summary>A comparison as a table for a paper.</summary>
internal static class ComparisonLatex
{
    public static string Text(RunComparison comparison)
    {
        Metric[] compared = [.. Metric.All.Where(metric => metric.IsCompared)];
        return LatexTable.Text(
            $"llrrr{new string('r', compared.Length)}",
            ["run", "model", "parameters", "accuracy (\\%)", "leak-free (\\%)", .. compared.Select(metric => LatexTable.Escaped(metric.Name))],
            comparison.Runs.GroupBy(run => run.Group).OrderBy(group => group.Key).Select(group => group.Select(run => Cells(run, compared))),
            comparison.Baselines.Concat(comparison.Notes).Concat(comparison.Tests.Select(ComparisonTable.Verdict)));
    }

    private static string[] Cells(ComparedRun run, Metric[] compared) =>
    [
        LatexTable.Escaped(run.Run), LatexTable.Escaped(run.Model),
        run.Parameters is { } parameters ? NumberText.Grouped(parameters).Replace(",", "\\,", StringComparison.Ordinal) : "--",
        run is { StandardError: { } error } && run.Scores[Metric.Accuracy] is { } accuracy
            ? $"${MetricFormat.Percent.Number(accuracy)} \\pm {MetricFormat.Percent.Number(error)}$" : "--",
        run.LeakFreeAccuracy is { } leakFree ? MetricFormat.Percent.Number(leakFree) : "--",
        .. compared.Select(metric => run.Scores[metric] is { } score ? metric.Format.Number(score) : "--"),
    ];
}
