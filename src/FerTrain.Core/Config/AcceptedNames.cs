using FerTrain.Core.Errors;

namespace FerTrain.Core.Config;

/// <summary>Tells a closed set of names, and the one that a mistyped name was probably meant to be.</summary>
internal static class AcceptedNames
{
    public static string Of(string got, IReadOnlyList<string> names) => $"{List(names)}{Nearest(got, names)}";

    public static string List(IReadOnlyList<string> names) => $"one of {string.Join(", ", names)}";

    public static string Nearest(string got, IEnumerable<string> names) =>
        NearestName.Find(got, names) is { } near ? $"; did you mean '{near}'?" : "";
}
