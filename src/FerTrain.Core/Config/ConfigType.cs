using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;
using FerTrain.Core.Errors;

namespace FerTrain.Core.Config;

/// <summary>Reads values of one type from YAML, writes them to it and describes them.</summary>
/// <param name="Name">Names the type in comments.</param>
/// <param name="Expected">Describes the expected values to a user who wrote the given text.</param>
/// <param name="Read">Gives the value, or null where the node does not hold one.</param>
/// <param name="Write">Gives the value as YAML on one line.</param>
/// <param name="IsFlow">Marks lists and maps, whose overrides are parsed as YAML; other overrides are taken literally.</param>
internal sealed partial record ConfigType(
    string Name, Func<string, string> Expected, Func<YamlValue, object?> Read, Func<object, string> Write, bool IsFlow = false)
{
    private static readonly Dictionary<Type, ConfigType> ByType = new()
    {
        [typeof(bool)] = new("bool", _ => "true or false", node => ReadBool(node), value => value is true ? "true" : "false") { Names = ["true", "false"] },
        [typeof(int)] = new("int", _ => "a 32-bit whole number", v => Number<int>(v, NumberStyles.AllowLeadingSign), Invariant),
        [typeof(long)] = new("long", _ => "a 64-bit whole number", v => ReadLong(v), Invariant),
        [typeof(double)] = new(
            "double",
            got => double.TryParse(got, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? "a number that float32 holds, up to 3.4e38"
                : "a finite number",
            v => ReadDouble(v),
            value => NumberText.Of((double)value)),
        [typeof(string)] = new("string", _ => "text", ReadText, value => Quoted((string)value)),
        [typeof(IReadOnlyList<double>)] = new(
            "list of double", _ => "a list of finite numbers", ReadNumbers,
            value => WriteList((IReadOnlyList<double>)value, number => NumberText.Of(number)), IsFlow: true),
        [typeof(IReadOnlyList<long>)] = new(
            "list of long", _ => "a list of 64-bit whole numbers", ReadWholes,
            value => WriteList((IReadOnlyList<long>)value, number => Invariant(number)), IsFlow: true),
        [typeof(IReadOnlyList<string>)] = new("list of string", _ => "a list of texts", ReadTexts, value => WriteList((IReadOnlyList<string>)value, Quoted), IsFlow: true),
        [typeof(IReadOnlyList<SplitName>)] = ListOf<SplitName>(),
        [typeof(IReadOnlyDictionary<string, string>)] = new("map of string", _ => "a map of names, each key once", ReadMap, WriteMap, IsFlow: true),
    };

    /// <summary>Every value of a type that has few; empty for numbers, text and lists.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public static ConfigType Of(Type type)
    {
        if (type.IsEnum)
            return OfEnum(type);
        return ByType.TryGetValue(type, out var known)
            ? known
            : throw new NotSupportedException($"No config key can be a {type}.");
    }

    public static string SnakeCase(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private static ConfigType OfEnum(Type type)
    {
        var names = Enum.GetNames(type).Select(SnakeCase).ToArray();
        var values = Enum.GetValues(type);
        return new(
            $"one of {string.Join('|', names)}",
            got => ExpectedNames.Of(got, names),
            node => Plain(node) is { } text && Array.FindIndex(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is >= 0 and var i ? values.GetValue(i) : null,
            value => SnakeCase(value.ToString()!))
        { Names = names };
    }

    private static ConfigType ListOf<T>() where T : struct, Enum
    {
        var one = OfEnum(typeof(T));
        return new(
            $"list of {string.Join('|', one.Names)}",
            _ => $"a list of {string.Join(", ", one.Names)}",
            node => (node as YamlList)?.Items.Select(one.Read).ToArray() is { } values && !values.Contains(null) ? values.Cast<T>().ToArray() : null,
            value => $"[{string.Join(", ", ((IReadOnlyList<T>)value).Select(item => one.Write(item)))}]",
            IsFlow: true);
    }

    /// <summary>Gives unquoted text, which YAML reads as a number, a boolean or a name.</summary>
    private static string? Plain(YamlValue node) => node is YamlText { Quoted: false } text ? text.Text : null;

    private static bool? ReadBool(YamlValue node) => bool.TryParse(Plain(node), out var value) ? value : null;

    private static T? Number<T>(YamlValue node, NumberStyles style) where T : struct, INumber<T> =>
        T.TryParse(Plain(node), style, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static double? ReadDouble(YamlValue node) =>
        Number<double>(node, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent)
            is { } number && Math.Abs(number) <= float.MaxValue ? number : null; // libtorch computes in float32

    private static long? ReadLong(YamlValue node) => Number<long>(node, NumberStyles.AllowLeadingSign);

    private static string? ReadText(YamlValue node) =>
        node is YamlText { IsNothing: false, Text.Length: > 0 } text && !text.Text.Contains('\0') ? text.Text : null;

    private static double[]? ReadNumbers(YamlValue node) => ReadNumbers(node, ReadDouble);

    private static long[]? ReadWholes(YamlValue node) => ReadNumbers(node, ReadLong);

    private static T[]? ReadNumbers<T>(YamlValue node, Func<YamlValue, T?> read) where T : struct
    {
        var numbers = (node as YamlList)?.Items.Select(read).ToArray();
        return numbers is null || numbers.Contains(null) ? null : numbers.Select(n => n!.Value).ToArray();
    }

    private static string[]? ReadTexts(YamlValue node)
    {
        var texts = (node as YamlList)?.Items.Select(ReadText).OfType<string>().ToArray();
        return texts?.Length == (node as YamlList)?.Items.Count ? texts : null;
    }

    private static Dictionary<string, string>? ReadMap(YamlValue node)
    {
        if (node is not YamlMap map)
            return null;
        var names = new Dictionary<string, string>();
        foreach (var (key, value) in map.Entries)
            if (ReadText(key) is not { } from || ReadText(value) is not { } to || !names.TryAdd(from, to))
                return null;
        return names;
    }

    private static string Invariant(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static string WriteList<T>(IReadOnlyList<T> items, Func<T, string> write) => $"[{string.Join(", ", items.Select(write))}]";

    private static string WriteMap(object value) =>
        $"{{{string.Join(", ", ((IReadOnlyDictionary<string, string>)value)
            .OrderBy(e => e.Key, StringComparer.Ordinal)
            .Select(e => $"{Quoted(e.Key)}: {Quoted(e.Value)}"))}}}";

    private static string Quoted(string text) =>
        PlainText().IsMatch(text) && !text.Equals("null", StringComparison.OrdinalIgnoreCase)
            ? text
            : $"\"{string.Concat(text.Select(Escaped))}\"";

    private static string Escaped(char character) => character switch
    {
        '"' or '\\' => $"\\{character}",
        '\u2028' or '\u2029' or '\uFEFF' => $"\\u{(int)character:x4}",
        _ when char.IsControl(character) => $"\\u{(int)character:x4}",
        _ => $"{character}",
    };

    [GeneratedRegex(@"\A[\w./][\w./-]*\z", RegexOptions.ECMAScript)]
    private static partial Regex PlainText();
}

/// <summary>Names the values of an enum in configs, options, folders and messages, in snake_case; what people type may have other cases.</summary>
internal static class EnumName
{
    public static string Of<T>(T value) where T : struct, Enum => ConfigType.SnakeCase(value.ToString());

    public static IReadOnlyList<string> All<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(Of)];

    /// <exception cref="UserError">No value has this name.</exception>
    public static T Parse<T>(string kind, string name) where T : struct, Enum =>
        Enum.GetValues<T>().Where(value => Of(value).Equals(name, StringComparison.OrdinalIgnoreCase)).Cast<T?>().FirstOrDefault()
        ?? throw UserError.UnknownName(kind, name, All<T>());
}
