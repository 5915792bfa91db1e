namespace ScottPlot;

public class LegendItem : LabelStyleProperties
{
    public override LabelStyle LabelStyle { get; set; } = new() { Alignment = Alignment.MiddleLeft };

    public LineStyle LineStyle { get; set; } = new();

    public Color FillColor { get; set; } = Colors.Transparent;

    public MarkerStyle MarkerStyle { get; set; } = new();
}
