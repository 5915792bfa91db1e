namespace ScottPlot.Colormaps;

internal sealed class Reversed(IColormap original) : IColormap
{
    public string Name => nameof(Reversed);

    public Color GetColor(double position) => original.GetColor(1 - position);
}
