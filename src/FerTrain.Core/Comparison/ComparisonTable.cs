using FerTrain.Core.Config;
using FerTrain.Core.Metrics;
using static System.FormattableString;

namespace FerTrain.Core.Comparison;

/// <summary>The tables of a comparison as rows of text, their headings first; the terminal, Markdown and HTML print them.</summary>
internal static class ComparisonTable
{
    private const string Unknown = "–";

    private sealed record Column(string Heading, Func<ComparedRun, string> Cell);

    /// <summary>Has one row a run; the groups are a column only where there are several, the published accuracies where there are any.</summary>
    public static IReadOnlyList<string[]> Runs(RunComparison comparison)
    {
        Column[] columns = [.. Columns(grouped: comparison.Runs.Any(run => run.Group > 1), published: comparison.Runs.Any(run => run.PublishedAccuracy is not null))];
        return
        [
            [.. columns.Select(column => column.Heading)],
            .. comparison.Runs.OrderBy(run => run.Group).Select(run => columns.Select(column => column.Cell(run)).ToArray()),
        ];
    }

    /// <summary>Has one row for each config key that differs.</summary>
    public static IReadOnlyList<string[]> Differences(RunComparison comparison) =>
    [
        ["key", .. comparison.Runs.Select(run => run.Run)],
        .. comparison.Differences.Select(key => (string[])[key.Key, .. comparison.Runs.Select(run => key.Value[run.Run])]),
    ];

    /// <summary>Has one row for each pair of runs, with the corrected p-value where several are tested.</summary>
    public static IReadOnlyList<string[]> Tests(RunComparison comparison)
    {
        var isCorrected = comparison.Tests.Count > 1;
        return
        [
            ["A", "B", "only A right", "only B right", "A − B, points", "method", "p", .. isCorrected ? new[] { "p (Holm)" } : []],
            .. comparison.Tests.Select(test => (string[])
            [
                test.A, test.B, NumberText.Grouped(test.OnlyA), NumberText.Grouped(test.OnlyB), Invariant($"{100 * test.Difference:+0.00;−0.00;0.00}"),
                test.Method == McNemarMethod.ExactBinomial ? "exact binomial" : "chi-square", PValue(test.PValue),
                .. isCorrected ? new[] { PValue(test.AdjustedPValue) } : [],
            ]),
        ];
    }

    /// <summary>States the outcome of a test with its corrected p-value.</summary>
    public static string Verdict(PairTest test) => $"{test.Verdict()} (p {(test.AdjustedPValue < 0.001 ? "" : "= ")}{PValue(test.AdjustedPValue)}).";

    /// <summary>Writes a p-value as papers do.</summary>
    public static string PValue(double p) => p < 0.001 ? "< 0.001" : Invariant($"{p:F3}");

    /// <summary>Writes hours, minutes and seconds; whatever a file says they are.</summary>
    public static string Time(double seconds)
    {
        var (minutes, rest) = (Math.Floor(Math.Round(seconds) / 60), Math.Round(seconds) % 60);
        return minutes >= 60 ? Invariant($"{Math.Floor(minutes / 60):0}:{minutes % 60:00}:{rest:00} h") : Invariant($"{minutes:0}:{rest:00} min");
    }

    private static IEnumerable<Column> Columns(bool grouped, bool published) =>
    [
        new("run", run => run.Run),
        .. grouped ? new Column[] { new("group", run => NumberText.Grouped(run.Group)) } : [],
        new("model", run => run.Model),
        new("parameters", run => run.Parameters is { } parameters ? NumberText.Grouped(parameters) : Unknown),
        new("split", run => run is { Split: { } split, Samples: { } samples } ? $"{EnumName.Of(split)}, {NumberText.Grouped(samples)}" : Unknown),
        new("epochs", run => run is { Finished: true, Epochs: 0 } ? Unknown : NumberText.Grouped(run.Epochs) + (run.Finished ? "" : ", unfinished")),
        new("best epoch", run => run.BestEpoch is { } best ? NumberText.Grouped(best) : Unknown),
        new("best val accuracy %", run => Number(MetricFormat.Percent, run.BestValAccuracy)),
        new("accuracy %", run => run.StandardError is { } error
            ? $"{Number(MetricFormat.Percent, run.Scores[Metric.Accuracy])} ± {Number(MetricFormat.Percent, error)}"
            : Unknown),
        .. published ? new Column[] { new("published %", run => Number(MetricFormat.Percent, run.PublishedAccuracy)) } : [],
        new("leak-free %", run => Number(MetricFormat.Percent, run.LeakFreeAccuracy)),
        .. Metric.All.Where(metric => metric.IsCompared)
            .Select(metric => new Column(metric.Name + metric.Format.Unit, run => Number(metric.Format, run.Scores[metric]))),
        new("train time", run => Time(run.TrainSeconds)),
        new("images/s", run => run.ImagesPerSecond is { } speed ? Invariant($"{speed:N0}") : Unknown),
    ];

    private static string Number(MetricFormat format, double? value) => value is { } known ? format.Number(known) : Unknown;
}
