using System.Globalization;
using FerTrain.Core.Config;
using FerTrain.Core.Metrics;

namespace FerTrain.Figures;

/// <summary>Draws scores of each class as bars from 0 to 1.</summary>
internal static class ClassScores
{
    private const int Width = 960;

    /// <summary>Draws precision, recall and F1 of an evaluation.</summary>
    public static Figure Draw(EvaluationResult result)
    {
        var title = string.Create(CultureInfo.InvariantCulture, $"{EnumName.Of(result.Split)}: macro F1 {result.MacroF1:F3}, weighted F1 {result.WeightedF1:F3}");
        return DrawRuns(title, [.. result.Classes.Select(c => c.Name)],
        [
            new("precision", [.. result.Classes.Select(c => c.Precision)], FigureStyle.Series[0]),
            new("recall", [.. result.Classes.Select(c => c.Recall)], FigureStyle.Series[1]),
            new("F1", [.. result.Classes.Select(c => c.F1)], FigureStyle.Series[2]),
        ]);
    }

    /// <summary>Draws one score of several runs.</summary>
    public static Figure DrawRuns(string title, IReadOnlyList<string> classNames, IReadOnlyList<BarSeries> series)
    {
        var plot = FigureStyle.NewPlot(title, "", "score");
        GroupedBars.Add(plot, Width, classNames, series, score => score.ToString(".00", CultureInfo.InvariantCulture));
        FigureStyle.ShowLegend(plot);
        plot.Axes.SetLimitsY(0, 1.1);
        plot.Axes.Left.SetTicks([0, 0.2, 0.4, 0.6, 0.8, 1], ["0", "0.2", "0.4", "0.6", "0.8", "1"]);
        return new Figure(plot, Width, FigureStyle.Height);
    }
}
