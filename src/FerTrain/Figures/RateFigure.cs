using FerTrain.Core;
using FerTrain.Training;
using ScottPlot;

namespace FerTrain.Figures;

/// <summary>Draws the loss of a range test over the learning rate, on a logarithmic axis.</summary>
internal static class RateFigure
{
    public static Figure Draw(LearningRateRange range)
    {
        var plot = FigureStyle.NewPlot("Range test of the learning rate", "learning rate", "training loss");
        double[] rates = [.. range.Points.Select(point => Math.Log10(point.Rate))];
        var losses = plot.Add.ScatterPoints(rates, [.. range.Points.Select(point => point.Loss)], FigureStyle.Pale);
        (losses.MarkerSize, losses.LegendText) = (4, "loss of a batch");
        var curve = plot.Add.ScatterLine(rates, [.. range.Points.Select(point => point.Smoothed)], FigureStyle.Series[0]);
        (curve.LineWidth, curve.LegendText) = (2.5f, "smoothed");
        Mark(plot, range.Steepest, "falls fastest", FigureStyle.Series[1]);
        Mark(plot, range.LowestLoss.Rate, "lowest", FigureStyle.Series[2]);
        double[] smoothed = [.. range.Points.Select(point => point.Smoothed)];
        var margin = Math.Max(0.15 * (smoothed.Max() - smoothed.Min()), 0.01);
        int[] decades = [.. Enumerable.Range((int)Math.Floor(rates[0]), (int)Math.Ceiling(rates[^1]) - (int)Math.Floor(rates[0]) + 1)];
        plot.Axes.Bottom.SetTicks([.. decades.Select(decade => (double)decade)], [.. decades.Select(decade => NumberText.Of(Math.Pow(10, decade), "G3"))]);
        plot.Axes.SetLimits(rates[0] - 0.1, rates[^1] + 0.1, smoothed.Min() - margin, smoothed.Max() + margin);
        FigureStyle.ShowLegend(plot);
        return new Figure(plot, FigureStyle.Width, FigureStyle.Height);
    }

    private static void Mark(Plot plot, double rate, string meaning, Color color)
    {
        var line = plot.Add.VerticalLine(Math.Log10(rate), 1.5f, color, LinePattern.Dashed);
        line.LegendText = $"{meaning}: {NumberText.Of(rate, "G2")}";
    }
}
