using System.Globalization;
using System.Xml.Linq;

namespace FerTrain.Reports;

/// <summary>Figures of metrics.json as people read them, with the exact value and its place in that file for programs.</summary>
internal static class Metric
{
    public static XElement Percent(string place, double value) => Data(place, value, Text($"{100 * value:F2} %"));

    /// <summary>A percentage without its sign.</summary>
    public static XElement Hundredths(string place, double value) => Data(place, value, Text($"{100 * value:F2}"));

    public static XElement Fraction(string place, double value) => Data(place, value, Text($"{value:F3}"));

    public static XElement Count(string place, long value) => Data(place, value, Text($"{value:N0}"));

    private static XElement Data(string place, double value, string text) => Html.Tag("data",
        Html.Attribute("data-metric", place), Html.Attribute("value", value.ToString("R", CultureInfo.InvariantCulture)), text);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
