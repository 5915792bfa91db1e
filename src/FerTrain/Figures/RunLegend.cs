using ScottPlot;

namespace FerTrain.Figures;

/// <summary>The legend of runs, whose names may need several lines.</summary>
internal static class RunLegend
{
    private const int Line = 24;
    private const int LettersPerLine = 70, LettersOfMark = 6;

    /// <summary>Shows it, and tells the height that it adds to the figure.</summary>
    public static int Show(Plot plot, IEnumerable<string> names)
    {
        FigureStyle.ShowLegend(plot);
        return Line * (names.Sum(name => name.Length + LettersOfMark) / LettersPerLine);
    }
}
