using System.Collections.Immutable;
using System.Globalization;
using FerTrain.Core.Config;

namespace FerTrain.Core.Sweeps;

/// <summary>A key that a sweep varies.</summary>
/// <param name="Key">The key of the config.</param>
/// <param name="Range">Its values.</param>
/// <param name="Conditions">All must hold, or the key keeps the config's value.</param>
internal sealed record SearchedKey(ConfigKey Key, ValueRange Range, ImmutableArray<Condition> Conditions)
{
    private const string When = "when", Points = "points";

    private static readonly string[] Kinds = ["choice", "uniform", "log_uniform", "integer"];

    /// <summary>Reads <c>[a, b]</c>, which is a choice, or a map with one kind of values and perhaps <c>when</c> and <c>points</c>.</summary>
    /// <exception cref="ConfigValueError">It is neither, or its values are not the key's.</exception>
    public static SearchedKey Read(ConfigKey key, YamlValue value)
    {
        if (value is YamlList list) return new(key, ReadChoice(key, list), []);
        if (value is not YamlMap map) throw new ConfigValueError(value.Shown(), $"a list of values, or one of {string.Join(", ", Kinds)} with its values");
        if (map.Entries.FirstOrDefault(entry => !Kinds.Contains(entry.Key.Text) && entry.Key.Text is not (When or Points)).Key is { } unknown)
            throw new ConfigValueError($"'{unknown.Text}'", ExpectedNames.Of(unknown.Text, [.. Kinds, When, Points]));
        if (map.Entries.GroupBy(entry => entry.Key.Text).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ConfigValueError($"{twice.Key} a second time", "it once");
        var kinds = map.Entries.Where(entry => Kinds.Contains(entry.Key.Text)).ToArray();
        if (kinds.Length != 1) throw new ConfigValueError(Invariant($"{kinds.Length} kinds of values"), $"one of {string.Join(", ", Kinds)}");
        return new(key, ReadRange(key, kinds[0].Key.Text, kinds[0].Value, ReadPoints(map)), [.. ReadConditions(map)]);
    }

    private static ValueRange ReadRange(ConfigKey key, string kind, YamlValue value, int? points)
    {
        if (kind == "choice" && points is not null) throw new ConfigValueError("points", "choice alone, whose values are those of a grid, or points with a range");
        if (kind == "choice") return ReadChoice(key, value as YamlList ?? throw new ConfigValueError(value.Shown(), "a list of values"));
        var isWhole = key.Property.PropertyType == typeof(int) || key.Property.PropertyType == typeof(long);
        if (!isWhole && (kind == "integer" || key.Property.PropertyType != typeof(double)))
            throw new ConfigValueError(kind, key.Property.PropertyType == typeof(double)
                ? "uniform, log_uniform or choice, since the key is no whole number"
                : "choice, since the key is no number");
        if (value is not YamlList { Items: [var low, var high] } || Number(low) is not { } from || Number(high) is not { } to || !(from < to))
            throw new ConfigValueError(value.Shown(), "[low, high], two numbers, the lower first");
        if (kind == "log_uniform" && !(from > 0)) throw new ConfigValueError(value.Shown(), "[low, high] above 0");
        if (isWhole && (from != Math.Floor(from) || to != Math.Floor(to))) throw new ConfigValueError(value.Shown(), "two whole numbers");
        return new NumberRange(from, to, IsLogarithmic: kind == "log_uniform", isWhole, points);
    }

    private static Choice ReadChoice(ConfigKey key, YamlList list)
    {
        var values = list.Items.Select(item => Text(key, item)).ToImmutableArray();
        if (values.Length == 0) throw new ConfigValueError("no values", "one or more");
        return values.Distinct().Count() == values.Length ? new(values) : throw new ConfigValueError(list.Shown(), "each value once");
    }

    private static int? ReadPoints(YamlMap map) => map.Entries.FirstOrDefault(entry => entry.Key.Text == Points).Value is not { } value ? null
        : Number(value) is >= 2 and <= 1000 and var points && points == Math.Floor(points) ? (int)points
        : throw new ConfigValueError($"points: {value.Shown()}", "2 to 1000, the values of a grid");

    private static IEnumerable<Condition> ReadConditions(YamlMap map)
    {
        if (map.Entries.FirstOrDefault(entry => entry.Key.Text == When).Value is not { } value) yield break;
        if (value is not YamlMap { Entries.Count: > 0 } conditions)
            throw new ConfigValueError($"when: {value.Shown()}", "keys with the values that they must have, such as when: {optimizer.name: sgd}");
        foreach (var (name, expected) in conditions.Entries)
        {
            var key = ConfigKeys.Find(name.Text) ?? throw new ConfigValueError($"when: {name.Text}", ConfigKeys.ExpectedFor(name.Text));
            yield return new(key, [.. ConditionTexts(key, expected)]);
        }
    }

    private static string[] ConditionTexts(ConfigKey key, YamlValue expected)
    {
        try
        {
            return expected is YamlList list && !key.Type.IsFlow ? [.. list.Items.Select(item => Text(key, item))] : [Text(key, expected)];
        }
        catch (ConfigValueError error)
        {
            throw new ConfigValueError($"when: {key.Path}: {error.Got}", error.Expected);
        }
    }

    /// <summary>Writes a value as its key does.</summary>
    private static string Text(ConfigKey key, YamlValue value) => key.Type.Read(value) is { } read
        ? key.Type.Write(read)
        : throw new ConfigValueError(value.Shown(), key.Type.Expected(value.Shown()));

    private static double? Number(YamlValue value) =>
        value is YamlText { Quoted: false } text
        && double.TryParse(text.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}

/// <summary>Holds where a key has one of these values, as YAML on one line.</summary>
internal sealed record Condition(ConfigKey Key, ImmutableArray<string> Values);

/// <summary>The values that a key may have, as YAML on one line.</summary>
internal abstract record ValueRange
{
    /// <summary>Draws one value.</summary>
    public abstract string Draw(RandomStream random);

    /// <summary>The values of a grid, in order; null for a range of which nobody said how many.</summary>
    public abstract ImmutableArray<string>? Grid { get; }
}

/// <summary>One of these, each as likely.</summary>
internal sealed record Choice(ImmutableArray<string> Values) : ValueRange
{
    public override ImmutableArray<string>? Grid => Values;

    public override string Draw(RandomStream random) => Values[random.NextInt(Values.Length)];
}

/// <summary>Any number between two, both included where it is whole; drawn evenly, or evenly in the logarithm.</summary>
internal sealed record NumberRange(double Low, double High, bool IsLogarithmic, bool IsWhole, int? Points) : ValueRange
{
    private const int Digits = 4; // as many as a person would type again, and in a narrow range as many of it

    public override ImmutableArray<string>? Grid => Points is { } points ? [.. Enumerable.Range(0, points).Select(i => At((double)i / (points - 1))).Distinct()]
        : IsWhole && !IsLogarithmic && High - Low < 1000 ? [.. Enumerable.Range(0, (int)(High - Low) + 1).Select(i => Text(Low + i))]
        : null;

    /// <summary>A whole number gets half a unit of room on both sides, so that all are as likely.</summary>
    public override string Draw(RandomStream random)
    {
        if (!IsWhole) return At(random.NextDouble());
        var (low, high) = (Low - 0.5, High + 0.5);
        var drawn = IsLogarithmic ? Math.Exp(random.Uniform(Math.Log(low), Math.Log(high))) : random.Uniform(low, high);
        return Text(Math.Clamp(Math.Round(drawn), Low, High));
    }

    private string At(double fraction) => Text(IsLogarithmic ? Low * Math.Pow(High / Low, fraction) : Low + (High - Low) * fraction);

    private string Text(double value)
    {
        if (IsWhole) return Math.Round(value).ToString("F0", CultureInfo.InvariantCulture);
        var shared = value == 0 ? 0 : Math.Max(0, (int)Math.Log10(Math.Abs(value) / (High - Low))); // digits that all values of the range have in common
        var text = NumberText.Of(value, string.Create(CultureInfo.InvariantCulture, $"G{Math.Min(Digits + shared, 15)}"));
        var written = double.Parse(text, CultureInfo.InvariantCulture);
        return written < Low ? NumberText.Of(Low) : written > High ? NumberText.Of(High) : text;
    }
}
