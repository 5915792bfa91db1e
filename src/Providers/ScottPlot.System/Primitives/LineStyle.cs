namespace ScottPlot;

public class LineStyle
{
    public LineStyle()
    {
    }

    public LineStyle(float width, Color color) => (Width, Color) = (width, color);

    public LineStyle(float width, Color color, LinePattern pattern) : this(width, color) => Pattern = pattern;

    public float Width { get; set; }

    public Color Color { get; set; } = Colors.Black;

    public LinePattern Pattern { get; set; }

    public bool IsVisible { get; set; } = true;

    public static LineStyle None => new();

    public bool CanBeRendered => IsVisible && Color.A > 0 && Width > 0;
}
