using System.Globalization;

namespace ScottPlot.TickGenerators;

internal static class LabelFormatters
{
    public static string Numeric(double value)
    {
        if (value == Math.Truncate(value) || Math.Abs(value) > 1000) return value.ToString("N0", CultureInfo.InvariantCulture);
        var text = Math.Round(value, 10).ToString("G", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }
}
