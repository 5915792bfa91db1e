using System.Globalization;

namespace FerTrain.Core.Runs;

/// <summary>Names for what may be made several times in one second.</summary>
public static class NumberedPath
{
    /// <summary>The path itself, then with _2, _3 and so on behind it.</summary>
    public static IEnumerable<string> Of(string path) =>
        Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? path : string.Create(CultureInfo.InvariantCulture, $"{path}_{number}"));
}
