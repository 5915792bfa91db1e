using System.Globalization;
using FerTrain.Core.Errors;

namespace FerTrain.Core.Config;

/// <summary>One thing wrong in a config: the key, its value and what is expected.</summary>
public sealed record ConfigProblem(string Key, object? Got, string Expected)
{
    /// <summary>Writes the problem with the location where the key was set, for example "mini.yaml:3 train.epochs".</summary>
    public string At(string location) =>
        string.Create(CultureInfo.InvariantCulture, $"{location}: got {(Got is double number ? NumberText.Of(number) : Got ?? "nothing")}, expected {Expected}");

    public override string ToString() => At(Key);
}

/// <summary>Writes a closed set of names, and the one that a mistyped name was probably meant to be.</summary>
internal static class ExpectedNames
{
    public static string Of(string got, IReadOnlyList<string> names) => $"{List(names)}{Nearest(got, names)}";

    public static string OneOf(IReadOnlyList<string> names) => names is [var only] ? only : List(names);

    public static string List(IReadOnlyList<string> names) => $"one of {string.Join(", ", names)}";

    public static string Nearest(string got, IEnumerable<string> names) =>
        NearestName.Find(got, names) is { } near ? $"; did you mean '{near}'?" : "";
}
