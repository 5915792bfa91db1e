using ScottPlot.Rendering;

namespace ScottPlot.Plottables;

public class Scatter : IPlottable
{
    private readonly Coordinates[] _points;

    internal Scatter(Coordinates[] points) => (_points, Data) = (points, new ScatterPoints(points));

    public IScatterSource Data { get; }

    public string LegendText { get; set; } = string.Empty;

    public bool IsVisible { get; set; } = true;

    public LineStyle LineStyle { get; set; } = new() { Width = 1 };

    public float LineWidth { get => LineStyle.Width; set => LineStyle.Width = value; }

    public LinePattern LinePattern { get => LineStyle.Pattern; set => LineStyle.Pattern = value; }

    public Color LineColor { get => LineStyle.Color; set => LineStyle.Color = value; }

    public MarkerStyle MarkerStyle { get; set; } = new() { Size = 5, Shape = MarkerShape.FilledCircle };

    public MarkerShape MarkerShape { get => MarkerStyle.Shape; set => MarkerStyle.Shape = value; }

    public float MarkerSize { get => MarkerStyle.Size; set => MarkerStyle.Size = value; }

    public float MarkerLineWidth { get => MarkerStyle.LineStyle.Width; set => MarkerStyle.LineStyle.Width = value; }

    public Color Color
    {
        get => LineStyle.Color;
        set => LineStyle.Color = MarkerStyle.FillStyle.Color = MarkerStyle.LineStyle.Color = value;
    }

    public IEnumerable<LegendItem> LegendItems =>
        [new LegendItem { LabelText = LegendText, LineStyle = LineStyle, MarkerStyle = MarkerStyle }];

    public AxisLimits GetAxisLimits() => AxisLimits.Around(_points.Select(point => point.X), _points.Select(point => point.Y));

    public void Render(RenderPack rp)
    {
        var pixels = _points.Select(point => (X: rp.X(point.X), Y: rp.Y(point.Y))).ToArray();
        rp.Canvas.StrokePath(pixels, LineStyle);
        foreach (var (x, y) in pixels) Marking.Draw(rp.Canvas, MarkerStyle, x, y);
    }
}
