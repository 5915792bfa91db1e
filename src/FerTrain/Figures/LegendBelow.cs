using ScottPlot;

namespace FerTrain.Figures;

/// <summary>A legend under the plot, where long names cover nothing.</summary>
internal static class LegendBelow
{
    private const int Line = 24;
    private const int LettersPerLine = 70, LettersOfMark = 6;

    /// <summary>Shows it, and tells the height that it adds to the figure.</summary>
    public static int Show(Plot plot, IEnumerable<string> names)
    {
        _ = plot.ShowLegend(Edge.Bottom);
        return Line * (1 + names.Sum(name => name.Length + LettersOfMark) / LettersPerLine);
    }
}
