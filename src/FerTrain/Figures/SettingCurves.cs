using FerTrain.Core.Sweeps;

namespace FerTrain.Figures;

/// <summary>Draws the validation accuracy of all settings of a sweep by epoch.</summary>
internal static class SettingCurves
{
    /// <param name="curves">At least one.</param>
    public static Figure Draw(IReadOnlyList<SettingCurve> curves)
    {
        var plot = FigureStyle.NewPlot("Validation accuracy of the settings", "epoch", "accuracy");
        plot.Axes.Left.TickGenerator = FigureStyle.PercentTicks();
        foreach (var curve in curves.OrderBy(curve => curve.IsWinner)) // the winner's on top
        {
            var color = curve.IsWinner ? FigureStyle.Series[1] : FigureStyle.Series[0].WithAlpha(0.35);
            var line = plot.Add.Scatter(curve.Accuracies.Select((_, i) => i + 1.0).ToArray(), curve.Accuracies.ToArray(), color);
            (line.LineWidth, line.MarkerSize) = (curve.IsWinner ? 3 : 1.5f, curve.Accuracies.Count == 1 ? 7 : 0);
            if (curve.IsWinner) line.LegendText = $"setting {curve.Setting}, the winner";
        }

        double[] values = [.. curves.SelectMany(curve => curve.Accuracies)];
        var margin = Math.Max(0.06 * (values.Max() - values.Min()), 0.002);
        plot.Axes.SetLimitsY(values.Min() - margin, values.Max() + margin);
        FigureStyle.ShowEpochs(plot, 1, curves.Max(curve => curve.Accuracies.Count));
        FigureStyle.ShowLegend(plot);
        return new Figure(plot, FigureStyle.Width, FigureStyle.Height);
    }
}

/// <summary>The validation accuracy of a setting after each epoch, the mean of its trials as far as all of them are.</summary>
internal sealed record SettingCurve(int Setting, IReadOnlyList<double> Accuracies, bool IsWinner)
{
    public static SettingCurve Of(int setting, SweepProgress progress, bool isWinner)
    {
        var histories = progress.TrialsOf(setting).Select(trial => trial.History).ToArray();
        return new(setting, [.. Enumerable.Range(0, histories.Min(history => history.Count)).Select(epoch => histories.Average(history => history[epoch].ValAccuracy))], isWinner);
    }
}
