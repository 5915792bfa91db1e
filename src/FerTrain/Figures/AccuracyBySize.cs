using System.Globalization;
using ScottPlot;

namespace FerTrain.Figures;

/// <summary>Draws the accuracy of networks with its standard error over their number of parameters, on a logarithmic axis.</summary>
internal static class AccuracyBySize
{
    private const int DecadesWithSteps = 3;

    private static readonly double[] Decade = [1], Steps = [1, 2, 5];

    /// <param name="split">The split that was scored.</param>
    /// <param name="points">Must hold at least one run.</param>
    public static Figure Draw(string split, IReadOnlyList<ComparedPoint> points)
    {
        var plot = FigureStyle.NewPlot($"Accuracy on {split} by size", "parameters", "accuracy ± standard error");
        foreach (var point in points)
        {
            var (x, color) = (Math.Log10(point.Parameters), RunPalette.ColorOf(point.Index));
            var bar = plot.Add.ErrorBar([x], [point.Accuracy], [point.StandardError]);
            (bar.Color, bar.LineWidth, bar.CapSize) = (color, 2, 5);
            var marker = plot.Add.Marker(x, point.Accuracy, MarkerShape.FilledCircle, 10, color);
            marker.LegendText = point.Name;
        }

        ShowDecades(plot, points);
        plot.Axes.Left.TickGenerator = FigureStyle.PercentTicks();
        var (lowest, highest) = (points.Min(p => p.Accuracy - p.StandardError), points.Max(p => p.Accuracy + p.StandardError));
        var margin = Math.Max(0.12 * (highest - lowest), 0.002);
        plot.Axes.SetLimitsY(lowest - margin, highest + margin);
        FigureStyle.ShowLegend(plot);
        return new Figure(plot, FigureStyle.Width, FigureStyle.Height);
    }

    /// <summary>Puts ticks at powers of ten, and at 2 and 5 times them where these are few.</summary>
    private static void ShowDecades(Plot plot, IReadOnlyList<ComparedPoint> points)
    {
        var (first, last) = (Math.Log10(points.Min(p => p.Parameters)) - 0.25, Math.Log10(points.Max(p => p.Parameters)) + 0.25);
        double[] ticks =
        [
            .. from power in Enumerable.Range((int)Math.Floor(first), (int)Math.Ceiling(last) - (int)Math.Floor(first) + 1)
               from step in last - first > DecadesWithSteps ? Decade : Steps
               let tick = power + Math.Log10(step)
               where tick >= first && tick <= last
               select tick,
        ];
        plot.Axes.Bottom.SetTicks(ticks, [.. ticks.Select(tick => Short(Math.Pow(10, tick)))]);
        plot.Axes.SetLimitsX(first, last);
    }

    private static string Short(double count) => count switch
    {
        >= 999_999 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:0.#} M"),
        >= 999 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e3:0.#} k"),
        _ => count.ToString("0", CultureInfo.InvariantCulture),
    };
}

/// <summary>A run as a point among others; its index in the comparison gives the colour.</summary>
internal sealed record ComparedPoint(int Index, string Name, long Parameters, double Accuracy, double StandardError);
