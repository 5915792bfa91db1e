namespace ScottPlot.Colormaps;

public class Grayscale : IColormap
{
    public string Name => nameof(Grayscale);

    public Color GetColor(double position) => Color.Gray((byte)(255 * Math.Clamp(position, 0, 1)));
}
