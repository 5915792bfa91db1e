using System.Globalization;
using FerTrain.Core.Comparison;
using FerTrain.Core.Config;
using FerTrain.Core.Metrics;

namespace FerTrain.Core.Sweeps;

/// <summary>The tables of a sweep as rows of text, their headings first; the terminal and HTML print them.</summary>
internal static class SweepTable
{
    private const string Unknown = "–";

    /// <summary>Has one row a setting, the best first.</summary>
    public static IReadOnlyList<string[]> Settings(SweepResult result)
    {
        var keys = Keys(result);
        var hasRungs = result.Settings.Any(setting => setting.Epochs != result.Settings[0].Epochs);
        var isTested = result.Settings.Any(setting => setting.TestAccuracy is not null);
        return
        [
            ["setting", "val accuracy %", .. isTested ? new[] { "test %" } : [], .. hasRungs ? new[] { "epochs" } : [], "runs", .. keys, "train time"],
            .. result.Settings.Select(setting => (string[])
            [
                Count(setting.Setting), Percent(setting.ValAccuracy),
                .. isTested ? new[] { Percent(setting.TestAccuracy) } : [],
                .. hasRungs ? new[] { Count(setting.Epochs) } : [],
                Count(setting.Scored),
                .. keys.Select(key => setting.Values.GetValueOrDefault(key, Unknown)), ComparisonTable.Time(setting.TrainSeconds),
            ]),
        ];
    }

    /// <summary>Has one row a value of each key, the keys that matter most first.</summary>
    public static IReadOnlyList<string[]> Importance(SweepResult result) =>
    [
        ["key", "value", "settings", "mean val %", "95 % interval", "highest − lowest, points"],
        .. result.Importance.SelectMany(key => key.Levels.Select((level, i) => (string[])
        [
            i == 0 ? key.Key : "", level.Value, Count(level.Settings), MetricFormat.Percent.Number(level.Mean), Interval(level),
            i == 0 ? MetricFormat.Percent.Number(key.Spread) + (key.IsClear ? "" : key.HasIntervals ? ", intervals meet" : "") : "",
        ])),
    ];

    /// <summary>Has one row a trial.</summary>
    public static IReadOnlyList<string[]> Trials(SweepResult result)
    {
        var hasFolds = result.Trials.Any(trial => trial.Fold is not null);
        return
        [
            ["trial", "setting", "seed", .. hasFolds ? new[] { "fold" } : [], "state", "epochs", "val accuracy %", "train time"],
            .. result.Trials.Select(trial => (string[])
            [
                Count(trial.Trial), Count(trial.Setting), Count(trial.Seed), .. hasFolds ? new[] { trial.Fold is { } fold ? Count(fold) : Unknown } : [],
                EnumName.Of(trial.State), Count(trial.Epochs),
                trial.ValAccuracy is { } score ? MetricFormat.Percent.Number(score) : Unknown,
                ComparisonTable.Time(trial.TrainSeconds),
            ]),
        ];
    }

    /// <summary>Lists the keys that vary.</summary>
    public static IReadOnlyList<string> Keys(SweepResult result) => [.. result.Settings.SelectMany(setting => setting.Values.Keys).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Says which setting is best, by what, and how well it does.</summary>
    public static string Verdict(SweepResult result)
    {
        if (result.Winner is not { } winner) return "No setting is trained to the end yet.";
        var best = result.Settings.First(setting => setting.Setting == winner);
        var values = best.Values.Count == 0 ? "the config itself" : string.Join(", ", best.Values.Select(value => $"{value.Key}={value.Value}"));
        return $"Best by validation{(result.Complete ? "" : " so far")}: setting {winner} ({values}), val accuracy {best.ValAccuracy!.Percent()}{(best.TestAccuracy is { } test ? $", test accuracy {test.Percent()}" : "")}";
    }

    private static string Percent(MeanAndDeviation? score) => score is null ? Unknown
        : score.StandardDeviation is { } deviation ? $"{MetricFormat.Percent.Number(score.Mean)} ± {MetricFormat.Percent.Number(deviation)}"
        : MetricFormat.Percent.Number(score.Mean);

    private static string Interval(KeyLevel level) => level is { Low: { } low, High: { } high }
        ? $"{MetricFormat.Percent.Number(low)} to {MetricFormat.Percent.Number(high)}"
        : Unknown;

    private static string Count(long count) => count.ToString(CultureInfo.InvariantCulture);
}
