using System.Globalization;

namespace FerTrain.Figures;

/// <summary>One score of each class, a bar a run.</summary>
public static class ComparedClassScores
{
    private const int Width = 960;

    public static Figure Draw(string title, IReadOnlyList<string> classNames, IReadOnlyList<BarSeries> series)
    {
        var plot = FigureStyle.NewPlot(title, "", "score");
        GroupedBars.Add(plot, Width, classNames, series, score => score.ToString(".00", CultureInfo.InvariantCulture));
        plot.Axes.SetLimitsY(0, 1.1);
        plot.Axes.Left.SetTicks([0, 0.2, 0.4, 0.6, 0.8, 1], ["0", "0.2", "0.4", "0.6", "0.8", "1"]);
        FigureStyle.ShowLegend(plot);
        return new Figure(plot, Width, FigureStyle.Height);
    }
}
