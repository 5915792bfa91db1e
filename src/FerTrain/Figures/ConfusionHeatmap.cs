using System.Globalization;
using FerTrain.Core.Config;
using FerTrain.Core.Metrics;
using ScottPlot;
using ScottPlot.Panels;

namespace FerTrain.Figures;

/// <summary>Draws the confusion matrix: true classes from top to bottom, predicted ones from left to right.</summary>
internal static class ConfusionHeatmap
{
    private const int Width = 720, Height = 600;
    private const int Sides = 170; // width left and right of the cells
    private const double DarkCell = 0.68; // from this fraction of the scale on, white text has more contrast than black

    public static Figure Counts(EvaluationResult result)
    {
        var counts = Fill(result, (truth, predicted) => result.Confusion[truth][predicted]);
        return Draw(result, counts, FigureStyle.Count, Math.Max(counts.Cast<double>().Max(), 1), bar =>
        {
            bar.Label = "faces";
            bar.Axis.TickGenerator = FigureStyle.CountTicks();
        });
    }

    /// <summary>Draws fractions of each true class, which are 0 for a class without faces.</summary>
    public static Figure Normalized(EvaluationResult result)
    {
        int[] support = [.. result.Confusion.Select(row => row.Sum())];
        var fractions = Fill(result, (truth, predicted) => support[truth] == 0 ? 0 : (double)result.Confusion[truth][predicted] / support[truth]);
        return Draw(result, fractions, fraction => fraction.ToString("0.00", CultureInfo.InvariantCulture), 1, bar =>
        {
            bar.Label = "fraction of the true class";
            FigureStyle.ShowFractions(bar.Axis);
        });
    }

    private static double[,] Fill(EvaluationResult result, Func<int, int, double> cell)
    {
        var classes = result.Confusion.Count;
        var cells = new double[classes, classes];
        for (var truth = 0; truth < classes; truth++)
            for (var predicted = 0; predicted < classes; predicted++)
                cells[truth, predicted] = cell(truth, predicted);
        return cells;
    }

    private static Figure Draw(EvaluationResult result, double[,] cells, Func<double, string> text, double top, Action<ColorBar> scale)
    {
        var plot = FigureStyle.NewPlot(
            $"{EnumName.Of(result.Split)}: {FigureStyle.Percent(result.Accuracy, "0.00")} of {FigureStyle.Count(result.Samples)} faces right",
            "predicted", "true");
        string[] names = [.. result.Classes.Select(c => c.Name)];
        var heatmap = plot.Add.Heatmap(cells);
        heatmap.Colormap = new SequentialColors();
        heatmap.ManualRange = new(0, top);
        var room = FigureStyle.Room(Width, names.Length, Sides);
        var size = FigureStyle.SizeWithin(room - 2, cells.Cast<double>().Max(cell => FigureStyle.TextWidth(text(cell), FigureStyle.LabelSize)), FigureStyle.LabelSize);
        if (size >= FigureStyle.LeastSize)
        {
            for (var truth = 0; truth < names.Length; truth++)
                for (var predicted = 0; predicted < names.Length; predicted++)
                    AddText(plot, text(cells[truth, predicted]), predicted, names.Length - 1 - truth, cells[truth, predicted] >= DarkCell * top, size);
        }

        plot.HideGrid();
        FigureStyle.NameClasses(plot, names, room);
        plot.Axes.Left.SetTicks([.. names.Select((_, truth) => (double)(names.Length - 1 - truth))], names);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Axes.SetLimits(-0.5, names.Length - 0.5, -0.5, names.Length - 0.5);
        plot.Axes.Right.MinimumSize = 0;
        var bar = plot.Add.ColorBar(heatmap);
        scale(bar);
        Style(bar);
        return new Figure(plot, Width, Height);
    }

    private static void AddText(Plot plot, string content, double x, double y, bool isOnDark, float size)
    {
        var text = plot.Add.Text(content, x, y);
        text.LabelAlignment = Alignment.MiddleCenter;
        text.LabelFontSize = size;
        text.LabelFontColor = isOnDark ? Colors.White : Colors.Black;
    }

    private static void Style(ColorBar bar)
    {
        bar.LabelStyle.FontSize = FigureStyle.LabelSize;
        bar.LabelStyle.Bold = false;
        bar.Width = 18;
        FigureStyle.StyleTicks(bar.Axis);
    }
}
