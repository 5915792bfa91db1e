using System.Globalization;

namespace FerTrain.Core.Comparison;

/// <summary>The tables of a comparison as text cells, the first row their headings, for whatever draws them.</summary>
public static class ComparisonTable
{
    private const string Unknown = "–";

    /// <summary>One row a run; groups are told only where there are several.</summary>
    public static IReadOnlyList<string[]> Runs(RunComparison comparison)
    {
        var grouped = comparison.Runs.Any(run => run.Group > 1);
        return
        [
            [
                "run", .. If(grouped, "group"), "model", "parameters", "split", "epochs", "best epoch", "val accuracy %", "accuracy %",
                "leak-free %", "weighted F1", "macro F1", "train time", "images/s",
            ],
            .. comparison.Runs.OrderBy(run => run.Group).Select(run => Row(run, grouped)),
        ];
    }

    /// <summary>One row a config key that differs.</summary>
    public static IReadOnlyList<string[]> Differences(RunComparison comparison) =>
    [
        ["key", .. comparison.Runs.Select(run => run.Run)],
        .. comparison.Differences.Select(key => (string[])[key.Key, .. comparison.Runs.Select(run => key.Value[run.Run])]),
    ];

    /// <summary>One row a pair of runs.</summary>
    public static IReadOnlyList<string[]> Tests(RunComparison comparison) =>
    [
        ["A", "B", "only A right", "only B right", "A − B, points", "method", "p"],
        .. comparison.Tests.Select(test => (string[])
        [
            test.A, test.B, Count(test.OnlyA), Count(test.OnlyB), Text($"{100 * test.Difference:+0.00;−0.00;0.00}"),
            test.Method == Metrics.McNemarMethod.ExactBinomial ? "exact binomial" : "chi-square", PValue(test.PValue),
        ]),
    ];

    /// <summary>As papers write it.</summary>
    public static string PValue(double p) => p < 0.001 ? "< 0.001" : Text($"{p:F3}");

    /// <summary>Hours, minutes and seconds.</summary>
    public static string Time(double seconds) => TimeSpan.FromSeconds(Math.Round(seconds)) is var time && time.TotalHours >= 1
        ? Text($"{(int)time.TotalHours}:{time:mm\\:ss} h")
        : Text($"{time.Minutes}:{time:ss} min");

    private static string[] Row(ComparedRun run, bool grouped) =>
    [
        run.Run,
        .. If(grouped, Count(run.Group)),
        run.Model,
        run.Parameters is { } parameters ? Count(parameters) : Unknown,
        run is { Split: { } split, Samples: { } samples } ? $"{split}, {Count(samples)}" : Unknown,
        Count(run.Epochs) + (run.Finished ? "" : ", unfinished"),
        run.BestEpoch is { } best ? Count(best) : Unknown,
        Percent(run.BestValAccuracy),
        run.StandardError is { } error ? $"{Percent(run.Accuracy)} ± {Percent(error)}" : Unknown,
        Percent(run.LeakFreeAccuracy),
        Fraction(run.WeightedF1),
        Fraction(run.MacroF1),
        Time(run.TrainSeconds),
        run.ImagesPerSecond is { } speed ? Text($"{speed:N0}") : Unknown,
    ];

    private static string[] If(bool condition, string cell) => condition ? [cell] : [];

    private static string Percent(double? fraction) => fraction is { } known ? Text($"{100 * known:F2}") : Unknown;

    private static string Fraction(double? fraction) => fraction is { } known ? Text($"{known:F3}") : Unknown;

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
