namespace ScottPlot;

public class FillStyle
{
    public Color Color { get; set; } = Colors.Transparent;
}
