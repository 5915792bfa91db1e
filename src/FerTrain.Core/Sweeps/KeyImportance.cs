using System.Collections.Immutable;
using System.Globalization;
using FerTrain.Core.Metrics;

namespace FerTrain.Core.Sweeps;

/// <summary>How much a key of the space matters: the mean score of the settings at each of its values, whatever their other keys are.</summary>
/// <param name="Key">The key.</param>
/// <param name="Levels">Its values in order, or ranges of them where it has many.</param>
internal sealed record KeyImportance(string Key, IReadOnlyList<KeyLevel> Levels)
{
    private const int MostLevels = 5, MostRanges = 4, SettingsOfARange = 5;

    /// <summary>The difference between the highest and the lowest mean.</summary>
    public double Spread => Levels.Max(level => level.Mean) - Levels.Min(level => level.Mean);

    /// <summary>Whether the intervals of the highest and the lowest mean do not meet.</summary>
    public bool IsClear => Levels.MaxBy(level => level.Mean) is { Low: { } low } && Levels.MinBy(level => level.Mean) is { High: { } high } && low > high;

    /// <summary>Whether the highest and the lowest mean have an interval.</summary>
    internal bool HasIntervals => Levels.MaxBy(level => level.Mean)!.Low is not null && Levels.MinBy(level => level.Mean)!.High is not null;

    /// <summary>Lists the keys that have several values among the scored settings, those that matter most first.</summary>
    /// <param name="keys">The searched keys.</param>
    /// <param name="settings">The values of each setting, with its score.</param>
    public static IReadOnlyList<KeyImportance> Of(IReadOnlyList<string> keys, IReadOnlyList<(ImmutableSortedDictionary<string, string> Values, double Score)> settings) =>
    [
        .. keys.Select(key => new KeyImportance(key, LevelsOf([.. settings.Where(own => own.Values.ContainsKey(key)).Select(own => (own.Values[key], own.Score))])))
            .Where(key => key.Levels.Count > 1)
            .OrderByDescending(key => key.Spread),
    ];

    private static KeyLevel[] LevelsOf((string Value, double Score)[] scored)
    {
        var numbers = scored.Select(own => Number(own.Value)).Distinct().ToArray();
        if (numbers.Contains(null))
            return [.. scored.GroupBy(own => own.Value, own => own.Score).OrderBy(level => level.Key, StringComparer.Ordinal).Select(level => KeyLevel.Of(level.Key, [.. level]))];
        var ordered = scored.Select(own => (own.Value, own.Score, Number: Number(own.Value)!.Value)).OrderBy(own => own.Number).ToArray();
        if (numbers.Length <= MostLevels)
            return [.. ordered.GroupBy(own => own.Number).Select(level => KeyLevel.Of(level.First().Value, [.. level.Select(own => own.Score)]))];
        var ranges = Math.Clamp(ordered.Length / SettingsOfARange, 2, MostRanges);
        var firstOf = ordered.Index().GroupBy(own => own.Item.Number).ToDictionary(same => same.Key, same => (long)same.First().Index);
        // Settings of one value stay together: parting them would follow their order, which is that of their scores.
        return
        [
            .. ordered.GroupBy(own => ranges * firstOf[own.Number] / ordered.Length)
                .Select(part => KeyLevel.Of(RangeOf(part.First().Value, part.Last().Value), [.. part.Select(own => own.Score)]))
        ];
    }

    private static string RangeOf(string low, string high) => low == high ? low : $"{low} to {high}";

    internal static double? Number(string value) => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>The settings with one value of a key, or with values in one range.</summary>
/// <param name="Value">The value, or the lowest and the highest.</param>
/// <param name="Settings">How many settings.</param>
/// <param name="Mean">The mean of their scores.</param>
/// <param name="Low">The low end of its 95 % confidence interval by Student's t, at least 0; null for a single setting.</param>
/// <param name="High">The high end, at most 1.</param>
internal sealed record KeyLevel(string Value, int Settings, double Mean, double? Low, double? High)
{
    public static KeyLevel Of(string value, IReadOnlyList<double> scores)
    {
        var own = MeanAndDeviation.Of(scores);
        var half = StudentT.HalfWidth(own, scores.Count);
        return half is { } width
            ? new(value, scores.Count, own.Mean, Math.Max(own.Mean - width, 0), Math.Min(own.Mean + width, 1))
            : new(value, scores.Count, own.Mean, null, null);
    }
}
