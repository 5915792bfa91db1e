using FerTrain.Core.Runs;
using ScottPlot;

namespace FerTrain.Figures;

/// <summary>Draws the validation curves of several runs in one plot, and marks the epoch of each best checkpoint.</summary>
internal static class ComparedCurves
{
    /// <param name="curves">Must hold at least one run.</param>
    public static Figure Accuracy(IReadOnlyList<ComparedCurve> curves)
    {
        var plot = FigureStyle.NewPlot("Validation accuracy", "epoch", "accuracy");
        plot.Axes.Left.TickGenerator = FigureStyle.PercentTicks();
        Add(plot, curves, run => [.. run.History.Select(epoch => (double)epoch.Epoch)], epoch => epoch.ValAccuracy);
        return FinishEpochs(plot, curves);
    }

    /// <inheritdoc cref="Accuracy"/>
    public static Figure Loss(IReadOnlyList<ComparedCurve> curves)
    {
        var plot = FigureStyle.NewPlot("Validation loss", "epoch", "loss");
        Add(plot, curves, run => [.. run.History.Select(epoch => (double)epoch.Epoch)], epoch => epoch.ValLoss);
        return FinishEpochs(plot, curves);
    }

    /// <inheritdoc cref="Accuracy"/>
    public static Figure AccuracyByTime(IReadOnlyList<ComparedCurve> curves)
    {
        var longest = curves.Max(run => run.History.Sum(epoch => epoch.Seconds));
        var (unit, seconds) = longest switch
        {
            < 180 => ("seconds", 1.0),
            < 10_800 => ("minutes", 60.0),
            _ => ("hours", 3600.0),
        };
        var plot = FigureStyle.NewPlot("Validation accuracy by training time", $"{unit} of training", "accuracy");
        plot.Axes.Left.TickGenerator = FigureStyle.PercentTicks();
        Add(plot, curves, run => Elapsed(run, seconds), epoch => epoch.ValAccuracy);
        plot.Axes.SetLimitsX(0, longest > 0 ? 1.03 * longest / seconds : 1);
        return Finish(plot);
    }

    private static double[] Elapsed(ComparedCurve run, double unit)
    {
        var sum = 0.0;
        return [.. run.History.Select(epoch => (sum += epoch.Seconds) / unit)];
    }

    private static void Add(Plot plot, IReadOnlyList<ComparedCurve> curves, Func<ComparedCurve, double[]> position, Func<EpochMetrics, double> value)
    {
        foreach (var run in curves)
        {
            var points = position(run).Zip(run.History, (x, epoch) => (X: x, Y: value(epoch), IsBest: epoch == run.Best)).Where(point => double.IsFinite(point.Y)).ToArray();
            var curve = plot.Add.Scatter(points.Select(point => point.X).ToArray(), points.Select(point => point.Y).ToArray(), RunPalette.ColorOf(run.Index));
            (curve.LineWidth, curve.LinePattern, curve.MarkerSize, curve.LegendText) = (2, RunPalette.PatternOf(run.Index), points.Length == 1 ? 7 : 0, run.Name);
            foreach (var best in points.Where(point => point.IsBest))
                plot.Add.Marker(best.X, best.Y, MarkerShape.OpenCircle, 11, RunPalette.ColorOf(run.Index)).MarkerLineWidth = 2;
        }

        double[] finite = [.. curves.SelectMany(run => run.History).Select(value).Where(double.IsFinite).DefaultIfEmpty(0)];
        var margin = finite.Max() > finite.Min() ? 0.06 * (finite.Max() - finite.Min()) : Math.Max(0.1 * Math.Abs(finite.Max()), 1e-6);
        plot.Axes.SetLimitsY(finite.Min() - margin, finite.Max() + margin);
    }

    private static Figure FinishEpochs(Plot plot, IReadOnlyList<ComparedCurve> curves)
    {
        FigureStyle.ShowEpochs(plot, 1, curves.Max(run => run.History[^1].Epoch));
        return Finish(plot);
    }

    private static Figure Finish(Plot plot)
    {
        FigureStyle.ShowLegend(plot);
        return new Figure(plot, FigureStyle.Width, FigureStyle.Height);
    }
}

/// <summary>A run's history as a line among others; its index in the comparison gives the colour.</summary>
/// <param name="History">Must hold at least one epoch.</param>
/// <param name="Best">The epoch of the best checkpoint.</param>
internal sealed record ComparedCurve(int Index, string Name, IReadOnlyList<EpochMetrics> History, EpochMetrics Best);
