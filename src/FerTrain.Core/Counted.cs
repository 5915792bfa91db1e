using System.Globalization;

namespace FerTrain.Core;

/// <summary>Writes numbers of things: 1 face, 2 faces, 28,709 faces.</summary>
internal static class Counted
{
    public static string Of(long count, string noun) => Of(count, noun, $"{noun}s");

    public static string Of(long count, string one, string several) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : several)}");
}
