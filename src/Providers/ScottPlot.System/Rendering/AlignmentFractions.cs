namespace ScottPlot.Rendering;

internal static class AlignmentFractions
{
    // The names of the nine alignments go row by row.
    public static double FractionFromLeft(this Alignment alignment) => (int)alignment % 3 / 2.0;

    public static double FractionFromTop(this Alignment alignment) => (int)alignment / 3 / 2.0;
}
