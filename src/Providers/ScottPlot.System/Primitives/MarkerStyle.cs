namespace ScottPlot;

public class MarkerStyle
{
    public MarkerShape Shape { get; set; }

    public float Size { get; set; }

    /// <summary>Of the shapes that are made of lines.</summary>
    public LineStyle LineStyle { get; set; } = new() { Width = 1 };

    /// <summary>Of the others.</summary>
    public FillStyle FillStyle { get; set; } = new();
}
