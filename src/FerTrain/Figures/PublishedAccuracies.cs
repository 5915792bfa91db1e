using System.Globalization;
using ScottPlot.Plottables;

namespace FerTrain.Figures;

/// <summary>Draws how far the accuracy of each run lies from the one that its recipe was published with.</summary>
internal static class PublishedAccuracies
{
    private const int RowHeight = 26; // pixels
    private const int Frame = 110; // pixels above and below the rows
    private const int DataWidth = 460; // pixels at least, beside the names

    /// <param name="runs">Must hold at least one.</param>
    public static Figure Draw(IReadOnlyList<PublishedAccuracy> runs)
    {
        PublishedAccuracy[] rows = [.. runs.OrderBy(run => run.Name, StringComparer.Ordinal)];
        double[] differences = [.. rows.Select(run => 100 * (run.Here - run.Published))];
        double[] errors = [.. rows.Select(run => 100 * run.StandardError)];
        double[] heights = [.. rows.Select((_, row) => -(double)row)];

        var plot = FigureStyle.NewPlot("Beside the published accuracy", "points, with the standard error", "");
        _ = plot.Add.VerticalLine(0, 2, FigureStyle.Ink);
        _ = plot.Add.Plottable(new ErrorBar(differences, heights, errors, errors, null, null) { Color = FigureStyle.Series[0], LineWidth = 2, CapSize = 6 });
        plot.Add.ScatterPoints(differences, heights, FigureStyle.Series[0]).MarkerSize = 8;

        string[] names = [.. rows.Select(run => $"{run.Name} ({FigureStyle.Percent(run.Published, "0.##")})")];
        plot.Axes.Left.SetTicks(heights, names);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Grid.YAxisStyle.IsVisible = false;
        plot.Axes.Bottom.TickGenerator = FigureStyle.NumberTicks(points => points.ToString("+0.#;-0.#;0", CultureInfo.InvariantCulture));
        var (lowest, highest) = (
            Math.Min(0, differences.Zip(errors, (points, error) => points - error).Min()),
            Math.Max(0, differences.Zip(errors, (points, error) => points + error).Max()));
        var margin = 0.06 * (highest - lowest);
        plot.Axes.SetLimits(lowest - margin, highest + margin, -rows.Length + 0.5, 0.5);
        var width = Math.Max(FigureStyle.Width, (int)names.Max(name => FigureStyle.TextWidth(name, FigureStyle.TickSize)) + DataWidth);
        return new Figure(plot, width, Frame + RowHeight * rows.Length);
    }
}

/// <summary>The accuracy of a run, its standard error, and the published one.</summary>
internal sealed record PublishedAccuracy(string Name, double Published, double Here, double StandardError);
