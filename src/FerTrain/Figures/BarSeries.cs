using ScottPlot;

namespace FerTrain.Figures;

/// <summary>Bars of the same meaning, one in each group.</summary>
/// <param name="Label">In the legend.</param>
/// <param name="Values">A bar each.</param>
/// <param name="Colors">Of each bar.</param>
/// <param name="LegendColor">Stands for the colours where they differ.</param>
public sealed record BarSeries(string Label, IReadOnlyList<double> Values, IReadOnlyList<Color> Colors, Color LegendColor)
{
    /// <summary>Bars of one colour.</summary>
    public BarSeries(string label, IReadOnlyList<double> values, Color color) : this(label, values, [.. values.Select(_ => color)], color)
    {
    }
}
