namespace ScottPlot;

public class GridStyle
{
    public bool IsVisible { get; set; } = true;

    public LineStyle MajorLineStyle { get; set; } = new(1, Colors.Black.WithOpacity(.1));

    public LineStyle MinorLineStyle { get; set; } = new(0, Colors.Black.WithOpacity(.05));
}
