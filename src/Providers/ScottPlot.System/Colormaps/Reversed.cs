namespace ScottPlot.Colormaps;

internal sealed class Reversed(IColormap original) : IColormap
{
    public Color GetColor(double position) => original.GetColor(1 - position);
}
