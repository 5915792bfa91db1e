using System.Globalization;
using FerTrain.Core.Config;
using FerTrain.Core.Metrics;
using ScottPlot;

namespace FerTrain.Figures;

/// <summary>Draws how often the true class has each rank, and how often it is among the first.</summary>
internal static class RankOfTruth
{
    public static Figure Draw(EvaluationResult result)
    {
        var plot = FigureStyle.NewPlot($"{EnumName.Of(result.Split)}: rank of the true class", "rank", "faces");
        double[] ranks = [.. result.RankOfTruth.Select((_, i) => i + 1.0)];
        double[] fractions = [.. result.RankOfTruth.Select(count => (double)count / result.Samples)];
        double[] upTo = [.. fractions.Select((_, i) => fractions[..(i + 1)].Sum())];
        var widest = FigureStyle.TextWidth(Text(1), FigureStyle.NoteSize);
        var room = FigureStyle.Room(FigureStyle.Width, ranks.Length + 0.35);
        var labelled = (int)Math.Ceiling(widest / room); // every, or every second rank and so on
        var bars = plot.Add.Bars(ranks.Select((rank, i) => Bar(rank, fractions[i], i % labelled == 0)).ToArray());
        bars.ValueLabelStyle.FontSize = FigureStyle.NoteSize;
        bars.LegendText = "at this rank";
        var curve = plot.Add.Scatter(ranks, upTo, FigureStyle.Series[1]);
        (curve.LineWidth, curve.MarkerSize, curve.LegendText) = (2, 6, "at this rank or before");
        for (var i = 0; i < ranks.Length; i += labelled)
            AddNote(plot, ranks[i], upTo[i]);

        plot.Axes.Bottom.SetTicks(ranks, [.. ranks.Select(rank => rank.ToString(CultureInfo.InvariantCulture))]);
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        FigureStyle.ShowFractions(plot.Axes.Left);
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.Axes.SetLimits(Math.Min(0.25, 1 - widest / room), ranks.Length + 0.6, 0, 1.1);
        FigureStyle.ShowLegend(plot);
        return new Figure(plot, FigureStyle.Width, FigureStyle.Height);
    }

    private static string Text(double fraction) => FigureStyle.Percent(fraction, "0.0");

    private static Bar Bar(double rank, double fraction, bool isLabelled) => new()
    {
        Position = rank,
        Value = fraction,
        Size = 0.7,
        FillColor = FigureStyle.Series[0],
        LineWidth = 0,
        Label = rank == 1 || !isLabelled ? "" : Text(fraction), // the curve labels the first one
        LabelOffset = 3,
    };

    private static void AddNote(Plot plot, double rank, double fraction)
    {
        var text = plot.Add.Text(Text(fraction), rank, fraction);
        text.LabelAlignment = Alignment.LowerRight; // clear of the curve, which rises to the right
        (text.OffsetX, text.OffsetY) = (5, -4);
        text.LabelFontSize = FigureStyle.NoteSize;
        text.LabelFontColor = FigureStyle.Series[1];
    }
}
