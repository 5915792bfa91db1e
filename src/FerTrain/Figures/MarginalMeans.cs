using FerTrain.Core.Sweeps;
using ScottPlot;
using ScottPlot.Plottables;

namespace FerTrain.Figures;

/// <summary>Draws the scores of the settings at each value of a key, and their mean with its interval.</summary>
internal static class MarginalMeans
{
    /// <param name="key">The means.</param>
    /// <param name="settings">The key's value and the score of each setting.</param>
    public static Figure Draw(KeyImportance key, IReadOnlyList<(string Value, double Score)> settings)
    {
        var plot = FigureStyle.NewPlot(key.Key, "", "validation accuracy");
        plot.Axes.Left.TickGenerator = FigureStyle.PercentTicks();
        var points = Placed(key, settings).ToArray();
        var marks = plot.Add.ScatterPoints(points.Select(point => point.X).ToArray(), points.Select(point => point.Y).ToArray(), FigureStyle.Pale);
        marks.MarkerSize = 6;
        foreach (var (i, level) in key.Levels.Index())
        {
            if (level is { Low: { } low, High: { } high })
            {
                var bar = new ErrorBar([i], [level.Mean], null, null, [high - level.Mean], [level.Mean - low]) { Color = FigureStyle.Series[0], LineWidth = 2, CapSize = 6 };
                _ = plot.Add.Plottable(bar);
            }

            plot.Add.Marker(i, level.Mean, MarkerShape.FilledCircle, 10, FigureStyle.Series[0]);
        }

        double[] values = [.. points.Select(point => point.Y), .. key.Levels.SelectMany(level => new[] { level.Low ?? level.Mean, level.High ?? level.Mean })];
        var margin = Math.Max(0.06 * (values.Max() - values.Min()), 0.002);
        plot.Axes.SetLimits(-0.5, key.Levels.Count - 0.5, values.Min() - margin, values.Max() + margin);
        plot.Grid.XAxisStyle.IsVisible = false;
        FigureStyle.NameClasses(plot, [.. key.Levels.Select(level => level.Value)], FigureStyle.Room(FigureStyle.Width, key.Levels.Count));
        return new Figure(plot, FigureStyle.Width, FigureStyle.Height);
    }

    /// <summary>Places each setting at its value, or in order where a level is a range of values.</summary>
    private static IEnumerable<(double X, double Y)> Placed(KeyImportance key, IReadOnlyList<(string Value, double Score)> settings)
    {
        var ordered = settings.All(own => KeyImportance.Number(own.Value) is not null)
            ? settings.OrderBy(own => KeyImportance.Number(own.Value))
            : settings.OrderBy(own => own.Value, StringComparer.Ordinal);
        var at = 0;
        var left = key.Levels[0].Settings;
        foreach (var (_, score) in ordered)
        {
            if (left == 0) left = key.Levels[++at].Settings;
            left--;
            yield return (at, score);
        }
    }
}
