using ScottPlot;

namespace FerTrain.Figures;

/// <summary>One colour for each run in every figure of a comparison, which the colour-blind can tell apart; then the same ones dashed.</summary>
public static class RunPalette
{
    private static readonly ScottPlot.Color[] Colors =
    [
        .. FigureStyle.Series, ScottPlot.Color.FromHex("#117733"), ScottPlot.Color.FromHex("#66CCEE"), ScottPlot.Color.FromHex("#AA4499"), ScottPlot.Color.FromHex("#999933"), ScottPlot.Color.FromHex("#222222"),
    ];

    private static readonly LinePattern[] Patterns = [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted];

    public static ScottPlot.Color Color(int run) => Colors[run % Colors.Length];

    public static LinePattern Pattern(int run) => Patterns[run / Colors.Length % Patterns.Length];
}
