using System.Globalization;
using FerTrain.Core.Runs;
using ScottPlot;

namespace FerTrain.Figures;

/// <summary>Draws accuracy, loss and learning rate of a run by epoch, with the steps of the optimizer above.</summary>
internal static class TrainingCurves
{
    private const int EpochsWithMarkers = 40;

    /// <param name="history">Must hold at least one epoch.</param>
    /// <param name="best">The epoch of the best checkpoint.</param>
    public static Figure Accuracy(IReadOnlyList<EpochMetrics> history, EpochMetrics best)
    {
        var plot = FigureStyle.NewPlot("Accuracy", "epoch", "accuracy");
        AddCurve(plot, history, epoch => epoch.TrainAccuracy, FigureStyle.Series[0], "training");
        AddCurve(plot, history, epoch => epoch.ValAccuracy, FigureStyle.Series[1], "validation");
        MarkBest(plot, best.Epoch, best.ValAccuracy, FigureStyle.Percent(best.ValAccuracy, "0.00"));
        plot.Axes.Left.TickGenerator = FigureStyle.PercentTicks();
        FigureStyle.ShowLegend(plot);
        return Finish(plot, history, epoch => [epoch.TrainAccuracy, epoch.ValAccuracy]);
    }

    /// <inheritdoc cref="Accuracy"/>
    public static Figure Loss(IReadOnlyList<EpochMetrics> history, EpochMetrics best)
    {
        var plot = FigureStyle.NewPlot("Loss", "epoch", "loss");
        AddCurve(plot, history, epoch => epoch.TrainLoss, FigureStyle.Series[0], "training");
        AddCurve(plot, history, epoch => epoch.ValLoss, FigureStyle.Series[1], "validation");
        MarkBest(plot, best.Epoch, best.ValLoss, best.ValLoss.ToString("F4", CultureInfo.InvariantCulture));
        FigureStyle.ShowLegend(plot);
        return Finish(plot, history, epoch => [epoch.TrainLoss, epoch.ValLoss]);
    }

    public static Figure LearningRate(IReadOnlyList<EpochMetrics> history)
    {
        var plot = FigureStyle.NewPlot("Learning rate", "epoch", "learning rate");
        AddCurve(plot, history, epoch => epoch.LearningRate, FigureStyle.Series[0], "");
        plot.Axes.Left.TickGenerator = FigureStyle.NumberTicks(rate => rate == 0 ? "0" : rate.ToString("0.####e0", CultureInfo.InvariantCulture));
        return Finish(plot, history, epoch => [epoch.LearningRate, 0]);
    }

    private static void AddCurve(Plot plot, IReadOnlyList<EpochMetrics> history, Func<EpochMetrics, double> value, Color color, string name)
    {
        var points = history.Where(epoch => double.IsFinite(value(epoch))).ToArray();
        var curve = plot.Add.Scatter(points.Select(epoch => (double)epoch.Epoch).ToArray(), points.Select(value).ToArray(), color);
        curve.LegendText = name;
        curve.LineWidth = 2;
        curve.MarkerSize = points.Length <= EpochsWithMarkers ? 5 : 0;
    }

    private static void MarkBest(Plot plot, int epoch, double value, string text)
    {
        if (!double.IsFinite(value)) return;
        _ = plot.Add.VerticalLine(epoch, 1, FigureStyle.Pale, LinePattern.DenselyDashed);
        var mark = plot.Add.Marker(epoch, value, MarkerShape.OpenCircle, 12, FigureStyle.Ink);
        mark.MarkerLineWidth = 2;
        mark.LegendText = string.Create(CultureInfo.InvariantCulture, $"best, epoch {epoch}: {text}");
    }

    /// <summary>Sets limits a little beyond the values, even where all are equal.</summary>
    private static Figure Finish(Plot plot, IReadOnlyList<EpochMetrics> history, Func<EpochMetrics, double[]> values)
    {
        FigureStyle.ShowEpochs(plot, history[0].Epoch, history[^1].Epoch);
        if (history[^1] is { Step: > 0 and var step, Epoch: var epochs }) FigureStyle.ShowSteps(plot, (double)step / epochs);
        double[] finite = [.. history.SelectMany(values).Where(double.IsFinite).DefaultIfEmpty(0)];
        var (least, greatest) = (finite.Min(), finite.Max());
        var margin = greatest > least ? 0.06 * (greatest - least) : Math.Max(0.1 * Math.Abs(greatest), 1e-6);
        plot.Axes.SetLimitsY(least - margin, greatest + margin);
        return new Figure(plot, FigureStyle.Width, FigureStyle.Height);
    }
}
