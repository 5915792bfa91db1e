namespace ScottPlot;

public class LineStyle
{
    public LineStyle()
    {
    }

    public LineStyle(float width, Color color) => (Width, Color) = (width, color);

    public float Width { get; set; }

    public Color Color { get; set; } = Colors.Black;

    public LinePattern Pattern { get; set; }

    public bool CanBeRendered => Color.A > 0 && Width > 0;
}
