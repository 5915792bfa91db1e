using System.Globalization;
using FerTrain.Core.Metrics;
using ScottPlot;

namespace FerTrain.Figures;

/// <summary>Draws the accuracy of predictions of similar probability against that probability (Guo et al., 2017).</summary>
internal static class ReliabilityDiagram
{
    private const int Width = 660, Height = 600;
    private const int FewRows = 20; // a fraction of fewer faces is off by more than a tenth too often
    private const double Faded = 0.3; // of the opacity of other bars

    public static Figure Draw(string split, Predictions predictions)
    {
        var bins = ProbabilityScores.ReliabilityBins(predictions);
        var plot = FigureStyle.NewPlot(
            string.Create(CultureInfo.InvariantCulture, $"{split}: calibration error (ECE) {ProbabilityScores.ExpectedCalibrationError(predictions):F4}"),
            "probability of the predicted class (faces in bars, pale if few)", "accuracy");
        Add(plot, "accuracy", FigureStyle.Series[0].MixedWith(Colors.White, 0.5), bins, bin => (0, bin.Accuracy));
        Add(plot, "gap to probability", FigureStyle.Series[1].WithAlpha(0.45), bins, bin => (bin.Accuracy, bin.Confidence));
        var ideal = plot.Add.Line(0, 0, 1, 1);
        (ideal.Color, ideal.LineWidth, ideal.LinePattern, ideal.LegendText) = (FigureStyle.Ink, 1, LinePattern.DenselyDashed, "ideal");
        for (var i = 0; i < bins.Count; i++)
            if (bins[i].Rows > 0)
                AddCount(plot, (i + 0.5) / bins.Count, bins[i].Rows);

        FigureStyle.ShowFractions(plot.Axes.Bottom);
        FigureStyle.ShowFractions(plot.Axes.Left);
        plot.Axes.SetLimits(0, 1.02, 0, 1.04);
        FigureStyle.ShowLegend(plot);
        return new Figure(plot, Width, Height);
    }

    private static void Add(Plot plot, string name, Color color, IReadOnlyList<ReliabilityBin> bins, Func<ReliabilityBin, (double From, double To)> span)
    {
        var bars = plot.Add.Bars(bins.Index().Where(bin => bin.Item.Rows > 0).Select(bin => new Bar
        {
            Position = (bin.Index + 0.5) / bins.Count,
            ValueBase = span(bin.Item).From,
            Value = span(bin.Item).To,
            Size = 0.92 / bins.Count,
            FillColor = bin.Item.Rows < FewRows ? color.WithAlpha(Faded * color.Alpha / byte.MaxValue) : color,
            LineWidth = 0,
        }).ToArray());
        bars.LegendText = name;
    }

    private static void AddCount(Plot plot, double x, int rows)
    {
        var text = plot.Add.Text(FigureStyle.Count(rows), x, 0);
        text.LabelAlignment = Alignment.LowerCenter;
        text.OffsetY = -3;
        text.LabelFontSize = 9;
        text.LabelFontColor = FigureStyle.Ink;
    }
}
