namespace ScottPlot.Plottables;

public class VerticalLine : IPlottable
{
    public double X { get; set; }

    public bool IsVisible { get; set; } = true;

    public string LegendText { get; set; } = string.Empty;

    public LineStyle LineStyle { get; set; } = new() { Width = 1 };

    public float LineWidth { get => LineStyle.Width; set => LineStyle.Width = value; }

    public LinePattern LinePattern { get => LineStyle.Pattern; set => LineStyle.Pattern = value; }

    public Color LineColor { get => LineStyle.Color; set => LineStyle.Color = value; }

    public IEnumerable<LegendItem> LegendItems => [new LegendItem { LabelText = LegendText, LineStyle = LineStyle }];

    public AxisLimits GetAxisLimits() => new(X, X, double.NaN, double.NaN);

    public void Render(RenderPack rp) => rp.Canvas.Stroke(rp.X(X), rp.DataRect.Top, rp.X(X), rp.DataRect.Bottom, LineStyle);
}
