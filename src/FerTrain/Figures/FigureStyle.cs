using System.Globalization;
using ScottPlot;
using ScottPlot.AxisPanels;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace FerTrain.Figures;

/// <summary>The common style of all figures: type sizes, series colours, axes.</summary>
internal static class FigureStyle
{
    public const int Width = 720;
    public const int Height = 440;
    public const float TitleSize = 16;
    public const float LabelSize = 14;
    public const float TickSize = 12;
    public const float NoteSize = 11;

    /// <summary>The room right of the data for half of the last tick's label.</summary>
    public const float RightRoom = 24;

    /// <summary>The least size of numbers that are made smaller where there are many.</summary>
    public const float LeastSize = 8;

    private const int TopRoom = 12;
    private const int NameGap = 3; // pixels between class names
    private const int LabelHeight = 24; // pixels of an axis label
    private const int Sides = 100; // pixels left and right of the data
    private const int TickGap = 8; // left and right of the room between an axis label and its ticks, whose marks ScottPlot leaves out

    static FigureStyle()
    {
        Fonts.FontResolvers.Insert(0, new ShippedFont());
        Fonts.Default = ShippedFont.Family;
    }

    /// <summary>The colour of text and marks.</summary>
    public static Color Ink { get; } = Color.FromHex("#222222");

    /// <summary>The colour of guide lines.</summary>
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
        StyleTicks(plot.Axes.Bottom);
        StyleTicks(plot.Axes.Left);
        plot.Axes.Left.TickGenerator = NumberTicks(LabelFormatters.Numeric);
        (plot.Axes.Top.IsVisible, plot.Axes.Right.IsVisible) = (false, false);
        (plot.Axes.Top.MinimumSize, plot.Axes.Right.MinimumSize) = (TopRoom, RightRoom);
        return plot;
    }

    /// <summary>Hides minor ticks and keeps tick labels clear of the axis label.</summary>
    public static void StyleTicks(IAxis axis)
    {
        axis.TickLabelStyle.FontSize = TickSize;
        axis.MinorTickStyle.Length = 0;
        if (axis is YAxisBase upright) upright.PaddingBetweenTickAndAxisLabels = new(TickGap, 0);
    }

    /// <summary>Measures a line of text in pixels.</summary>
    public static float TextWidth(string text, float size, bool isBold = false)
    {
        using var paint = Paint.NewDisposablePaint();
        return new LabelStyle { FontSize = size, Bold = isBold }.Measure(text, paint).Width;
    }

    /// <summary>Gives the pixels that each of several groups side by side has on a page, which shows figures smaller than files do.</summary>
    /// <param name="width">The width of the figure.</param>
    /// <param name="groups">The width of the data, in groups.</param>
    /// <param name="sides">The pixels left and right of the data.</param>
    public static float Room(int width, double groups, int sides = Sides) => (float)((Figure.PageScale * width - sides) / groups);

    /// <summary>Gives the size at which a text of that width, at another size, fits into its room.</summary>
    public static float SizeWithin(float room, float widest, float size) => Math.Min(size, size * room / widest);

    /// <summary>Labels one tick below the data for each class, slanted where a name is wider than its room.</summary>
    public static void NameClasses(Plot plot, IReadOnlyList<string> names, float room)
    {
        var axis = plot.Axes.Bottom;
        axis.SetTicks([.. names.Select((_, index) => (double)index)], [.. names]);
        var widest = names.Max(name => TextWidth(name, TickSize));
        if (widest + NameGap <= room)
        {
            axis.MajorTickStyle.Length = 0;
            return;
        }

        axis.TickLabelStyle.Rotation = -45;
        axis.TickLabelStyle.Alignment = Alignment.MiddleRight;
        plot.Axes.Left.MinimumSize = TextWidth(names[0], TickSize) * MathF.Sqrt(0.5f) + TickSize - 0.4f * room; // the first name ends left of the data
        axis.MinimumSize = widest * MathF.Sqrt(0.5f) + TickSize + axis.MajorTickStyle.Length + (axis.Label.Text.Length > 0 ? LabelHeight : 0);
    }

    public static void ShowLegend(Plot plot) => plot.Axes.AddPanel(new LegendAbove(plot));

    /// <summary>Puts ticks at whole numbers from the first epoch to the last.</summary>
    public static void ShowEpochs(Plot plot, int first, int last)
    {
        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { IntegerTicksOnly = true };
        plot.Axes.SetLimitsX(first - 0.5, last + Math.Max(0.5, 0.02 * (last - first)));
    }

    /// <summary>Labels the steps of the optimizer along the top of a plot of epochs.</summary>
    public static void ShowSteps(Plot plot, double stepsPerEpoch)
    {
        var axis = plot.Axes.Top;
        var epochs = plot.Axes.GetLimits();
        StyleTicks(axis);
        axis.IsVisible = true;
        axis.FrameLineStyle.Width = 0;
        axis.TickLabelStyle.ForeColor = axis.MajorTickStyle.Color = Pale;
        plot.Axes.Bottom.Label.Text += " (above: step)"; // a label up there would touch the legend
        axis.TickGenerator = new NumericAutomatic { IntegerTicksOnly = true, LabelFormatter = step => step < 0 ? "" : Count(step), TickDensity = 0.5 };
        plot.Axes.SetLimitsX(epochs.Left * stepsPerEpoch, epochs.Right * stepsPerEpoch, axis);
    }

    /// <summary>Puts ticks from 0 % to 100 %.</summary>
    public static void ShowFractions(IAxis axis)
    {
        double[] fifths = [0, 0.2, 0.4, 0.6, 0.8, 1];
        axis.SetTicks(fifths, [.. fifths.Select(fraction => Percent(fraction, "0"))]);
    }

    public static NumericAutomatic PercentTicks() => NumberTicks(value => Percent(value, "0.#"));

    public static NumericAutomatic CountTicks()
    {
        var ticks = NumberTicks(Count);
        ticks.IntegerTicksOnly = true;
        return ticks;
    }

    /// <summary>Makes ticks as far apart as two lines of text.</summary>
    public static NumericAutomatic NumberTicks(Func<double, string> text) => new() { LabelFormatter = text, TickDensity = 0.5 };

    public static string Percent(double fraction, string digits) => fraction.ToString($"{digits} %", CultureInfo.InvariantCulture);

    public static string Count(double number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>DejaVu Sans, which ships with FerTrain, so that figures have the same text and layout on every machine, even one without fonts.</summary>
internal sealed class ShippedFont : IFontResolver
{
    public const string Family = "DejaVu Sans";

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName == Family && slant == FontSlant.Upright ? Read(weight >= FontWeight.SemiBold) : null;

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        CreateTypeface(fontName, bold ? FontWeight.Bold : FontWeight.Normal, italic ? FontSlant.Italic : FontSlant.Upright, FontSpacing.Normal);

    public static SKTypeface Read(bool isBold)
    {
        var name = isBold ? "DejaVuSans-Bold" : "DejaVuSans";
        var file = typeof(ShippedFont).Assembly.GetManifestResourceStream($"{typeof(ShippedFont).Namespace}.Fonts.{name}.ttf")!;
        return SKTypeface.FromStream(file); // owns the stream
    }
}
