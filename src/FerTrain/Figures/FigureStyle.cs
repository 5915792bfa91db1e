using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace FerTrain.Figures;

/// <summary>What all figures have in common: sizes of type, colours of series, axes.</summary>
public static class FigureStyle
{
    public const int Width = 720;
    public const int Height = 440;
    public const float TitleSize = 16;
    public const float LabelSize = 14;
    public const float TickSize = 12;
    public const float NoteSize = 11;

    private const int LongName = 9;
    private const float Descent = 4.7f; // of a letter of a slanted name, in pixels
    private const int LabelHeight = 24; // of an axis label

    /// <summary>Text and marks.</summary>
    public static Color Ink { get; } = Color.FromHex("#222222");

    /// <summary>What stands back: lines that guide the eye.</summary>
    public static Color Pale { get; } = Color.FromHex("#999999");

    /// <summary>Three colours for what is compared side by side: Paul Tol's high-contrast scheme, safe for the colour-blind and in grey.</summary>
    public static IReadOnlyList<Color> Series { get; } = [Color.FromHex("#004488"), Color.FromHex("#BB5566"), Color.FromHex("#DDAA33")];

    public static Plot NewPlot(string title, string xLabel, string yLabel)
    {
        var plot = new Plot();
        plot.Title(title, TitleSize);
        plot.XLabel(xLabel, LabelSize);
        plot.YLabel(yLabel, LabelSize);
        plot.Axes.Bottom.Label.Bold = plot.Axes.Left.Label.Bold = false;
        plot.Axes.Bottom.TickLabelStyle.FontSize = plot.Axes.Left.TickLabelStyle.FontSize = TickSize;
        plot.Axes.Top.FrameLineStyle.Width = plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Legend.FontSize = TickSize;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        return plot;
    }

    /// <summary>One tick a class, its name slanted where names are long.</summary>
    public static void NameClasses(IXAxis axis, IReadOnlyList<string> names)
    {
        axis.SetTicks([.. names.Select((_, place) => (double)place)], [.. names]);
        var longest = names.Max(name => name.Length);
        if (longest <= LongName)
        {
            axis.MajorTickStyle.Length = 0;
            return;
        }

        axis.TickLabelStyle.Rotation = -45;
        axis.TickLabelStyle.Alignment = Alignment.MiddleRight;
        axis.MinimumSize = longest * Descent + TickSize + axis.MajorTickStyle.Length + (axis.Label.Text.Length > 0 ? LabelHeight : 0);
    }

    /// <summary>Above the data, where it hides none of them.</summary>
    public static void ShowLegend(Plot plot) => plot.ShowLegend(Edge.Top).Padding = new(0, 0, 4, 4);

    /// <summary>Ticks at whole numbers from the first epoch to the last.</summary>
    public static void ShowEpochs(Plot plot, int first, int last)
    {
        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { IntegerTicksOnly = true };
        plot.Axes.SetLimitsX(first - 0.5, last + Math.Max(0.5, 0.02 * (last - first)));
    }

    /// <summary>Ticks from none to all.</summary>
    public static void ShowShares(IAxis axis)
    {
        double[] fifths = [0, 0.2, 0.4, 0.6, 0.8, 1];
        axis.SetTicks(fifths, [.. fifths.Select(share => Percent(share, "0"))]);
    }

    public static ITickGenerator PercentTicks() => new NumericAutomatic { LabelFormatter = value => Percent(value, "0.#") };

    public static string Percent(double share, string digits) => share.ToString($"{digits} %", CultureInfo.InvariantCulture);

    public static string Count(double number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
