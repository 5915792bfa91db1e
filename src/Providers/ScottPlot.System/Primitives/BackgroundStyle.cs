namespace ScottPlot;

public class BackgroundStyle
{
    public Color Color { get; set; } = Colors.White;
}
