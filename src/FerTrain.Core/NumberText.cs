using System.Globalization;
using System.Text.RegularExpressions;

namespace FerTrain.Core;

/// <summary>Writes numbers as people type them: 0.001, 1e-7, 28,709.</summary>
internal static partial class NumberText
{
    /// <summary>Writes the shortest text that reads back as the same number, or as many digits as the format says.</summary>
    public static string Of(double number, string format = "R") =>
        Exponent().Replace(number.ToString(format, CultureInfo.InvariantCulture), "e$1");

    /// <summary>Writes a count with commas between thousands: 28,709.</summary>
    public static string Grouped(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"E(?:\+|(-))?0*(?=\d)")]
    private static partial Regex Exponent();
}
