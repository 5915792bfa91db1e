namespace ScottPlot;

public class MarkerStyle
{
    public bool IsVisible { get; set; } = true;

    public MarkerShape Shape { get; set; }

    public float Size { get; set; }

    /// <summary>Of the shapes that are made of lines.</summary>
    public LineStyle LineStyle { get; set; } = new() { Width = 1 };

    public FillStyle FillStyle { get; set; } = new();

    /// <summary>Around the shapes that are filled.</summary>
    public LineStyle OutlineStyle { get; set; } = new();

    public static MarkerStyle None => new();
}
