namespace ScottPlot.Colormaps;

/// <summary>From dark blue to white, as the real package runs it.</summary>
public class Blues : IColormap
{
    public string Name => nameof(Blues);

    private static readonly Samples Samples = new(
        "#002655", "#04336C", "#094184", "#0E4F99", "#135DAD", "#196BBE", "#2279CC", "#2F86D7", "#4092E0",
        "#559DE5", "#6BA7EA", "#81B2ED", "#96BEF0", "#AACAF3", "#BFD7F6", "#D4E4F8", "#E9F1FB", "#FFFFFF");

    public Color GetColor(double position) => Samples.At(position);
}
