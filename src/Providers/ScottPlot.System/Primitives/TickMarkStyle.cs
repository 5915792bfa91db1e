namespace ScottPlot;

public class TickMarkStyle
{
    public float Length;
    public float Width;
    public Color Color;
}
