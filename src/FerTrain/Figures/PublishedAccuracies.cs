using ScottPlot;

namespace FerTrain.Figures;

/// <summary>Draws the accuracy of runs beside those that their recipes were published with.</summary>
internal static class PublishedAccuracies
{
    /// <param name="runs">Must hold at least one.</param>
    public static Figure Draw(IReadOnlyList<PublishedAccuracy> runs)
    {
        var plot = FigureStyle.NewPlot("Published and here", "", "accuracy");
        double[] places = [.. runs.Select((_, index) => (double)index)];
        var bars = plot.Add.ErrorBar(places, [.. runs.Select(run => run.Here)], [.. runs.Select(run => run.StandardError)]);
        (bars.Color, bars.LineWidth, bars.CapSize) = (FigureStyle.Series[0], 2, 6);
        Mark([.. runs.Select(run => run.Here)], "here, with its standard error", MarkerShape.FilledCircle, FigureStyle.Series[0]);
        Mark([.. runs.Select(run => run.Published)], "published", MarkerShape.OpenDiamond, FigureStyle.Series[1]);

        plot.Axes.Left.TickGenerator = FigureStyle.PercentTicks();
        plot.Grid.XAxisStyle.IsVisible = false;
        var (lowest, highest) = (runs.Min(run => Math.Min(run.Published, run.Here - run.StandardError)), runs.Max(run => Math.Max(run.Published, run.Here + run.StandardError)));
        var margin = Math.Max(0.06 * (highest - lowest), 0.005);
        plot.Axes.SetLimits(-0.5, runs.Count - 0.5, lowest - margin, highest + margin);
        FigureStyle.NameClasses(plot, [.. runs.Select(run => run.Name)], FigureStyle.Room(FigureStyle.Width, runs.Count));
        FigureStyle.ShowLegend(plot);
        return new Figure(plot, FigureStyle.Width, FigureStyle.Height);

        void Mark(double[] accuracies, string legend, MarkerShape shape, Color color)
        {
            var marks = plot.Add.ScatterPoints(places, accuracies, color);
            (marks.LegendText, marks.MarkerShape, marks.MarkerSize, marks.MarkerLineWidth) = (legend, shape, 11, 2);
        }
    }
}

/// <summary>The accuracy of a run, its standard error, and the published one.</summary>
internal sealed record PublishedAccuracy(string Name, double Published, double Here, double StandardError);
