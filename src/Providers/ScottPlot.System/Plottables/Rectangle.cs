namespace ScottPlot.Plottables;

public class Rectangle : IPlottable
{
    public double X1 { get; set; }

    public double X2 { get; set; }

    public double Y1 { get; set; }

    public double Y2 { get; set; }

    public string LegendText { get; set; } = string.Empty;

    public bool IsVisible { get; set; } = true;

    public LineStyle LineStyle { get; set; } = new() { Width = 1 };

    public float LineWidth { get => LineStyle.Width; set => LineStyle.Width = value; }

    public LinePattern LinePattern { get => LineStyle.Pattern; set => LineStyle.Pattern = value; }

    public Color LineColor { get => LineStyle.Color; set => LineStyle.Color = value; }

    public FillStyle FillStyle { get; set; } = new();

    public Color FillColor { get => FillStyle.Color; set => FillStyle.Color = value; }

    public IEnumerable<LegendItem> LegendItems => [new LegendItem { LabelText = LegendText, FillStyle = FillStyle }];

    public AxisLimits GetAxisLimits() => AxisLimits.Around([X1, X2], [Y1, Y2]);

    public void Render(RenderPack rp)
    {
        var rect = rp.Rect(new(X1, X2, Y1, Y2));
        rp.Canvas.Fill(rect, FillColor);
        rp.Canvas.Stroke(rect, LineStyle);
    }
}
