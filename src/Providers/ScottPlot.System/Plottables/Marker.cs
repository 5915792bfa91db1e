using ScottPlot.Rendering;

namespace ScottPlot.Plottables;

public class Marker : IPlottable
{
    public double X { get; set; }

    public double Y { get; set; }

    public string LegendText { get; set; } = string.Empty;

    public bool IsVisible { get; set; } = true;

    public MarkerStyle MarkerStyle { get; set; } = new();

    public MarkerShape Shape { get => MarkerStyle.Shape; set => MarkerStyle.Shape = value; }

    public float Size { get => MarkerStyle.Size; set => MarkerStyle.Size = value; }

    public float MarkerLineWidth { get => MarkerStyle.LineStyle.Width; set => MarkerStyle.LineStyle.Width = value; }

    public Color Color
    {
        get => MarkerStyle.FillStyle.Color;
        set => MarkerStyle.FillStyle.Color = MarkerStyle.LineStyle.Color = value;
    }

    public IEnumerable<LegendItem> LegendItems => [new LegendItem { LabelText = LegendText, MarkerStyle = MarkerStyle }];

    public AxisLimits GetAxisLimits() => new(X, X, Y, Y);

    public void Render(RenderPack rp) => Marking.Draw(rp.Canvas, MarkerStyle, rp.X(X), rp.Y(Y));
}
