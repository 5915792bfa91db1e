using System.Globalization;

namespace FerTrain.Core.Files;

/// <summary>Numbers the names of files and folders that would otherwise be the same.</summary>
internal static class NumberedPath
{
    /// <summary>Gives the path itself, then the path with _2, _3 and so on at its end.</summary>
    public static IEnumerable<string> Of(string path) =>
        Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? path : string.Create(CultureInfo.InvariantCulture, $"{path}_{number}"));

    /// <summary>Gives the first of them that is not there.</summary>
    public static string Free(string path) => Of(path).First(candidate => !Path.Exists(candidate));
}
