using ScottPlot;

namespace FerTrain.Figures;

/// <summary>One colour for each run in every figure of a comparison, which the colour-blind can tell apart; then the same ones paler, and dashed.</summary>
public static class RunPalette
{
    private static readonly Color[] Hues =
    [
        .. FigureStyle.Series, Color.FromHex("#117733"), Color.FromHex("#66CCEE"), Color.FromHex("#AA4499"), Color.FromHex("#999933"), FigureStyle.Ink,
    ];

    private static readonly LinePattern[] Patterns = [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted];

    public static Color ColorOf(int run) => Hues[run % Hues.Length].MixedWith(Colors.White, 0.35 * Round(run));

    public static LinePattern PatternOf(int run) => Patterns[Round(run)];

    private static int Round(int run) => run / Hues.Length % Patterns.Length;
}
