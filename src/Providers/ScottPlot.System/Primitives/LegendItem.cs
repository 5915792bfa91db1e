namespace ScottPlot;

public class LegendItem : LabelStyleProperties
{
    public override LabelStyle LabelStyle { get; set; } = new() { Alignment = Alignment.MiddleLeft };

    public LineStyle LineStyle { get; set; } = new();

    public float LineWidth { get => LineStyle.Width; set => LineStyle.Width = value; }

    public Color LineColor { get => LineStyle.Color; set => LineStyle.Color = value; }

    public LinePattern LinePattern { get => LineStyle.Pattern; set => LineStyle.Pattern = value; }

    public FillStyle FillStyle { get; set; } = new();

    public Color FillColor { get => FillStyle.Color; set => FillStyle.Color = value; }

    public MarkerStyle MarkerStyle { get; set; } = new();

    public MarkerShape MarkerShape { get => MarkerStyle.Shape; set => MarkerStyle.Shape = value; }

    public float MarkerSize { get => MarkerStyle.Size; set => MarkerStyle.Size = value; }

    public Color MarkerColor
    {
        get => MarkerStyle.FillStyle.Color;
        set => MarkerStyle.FillStyle.Color = MarkerStyle.LineStyle.Color = value;
    }
}
