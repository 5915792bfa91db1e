using ScottPlot.Rendering;

namespace ScottPlot.Plottables;

public class Marker : IPlottable
{
    public double X { get; set; }

    public double Y { get; set; }

    public Coordinates Location
    {
        get => new(X, Y);
        set => (X, Y) = (value.X, value.Y);
    }

    public string LegendText { get; set; } = string.Empty;

    public bool IsVisible { get; set; } = true;

    public MarkerStyle MarkerStyle { get; set; } = new();

    public MarkerShape Shape { get => MarkerStyle.Shape; set => MarkerStyle.Shape = value; }

    public float Size { get => MarkerStyle.Size; set => MarkerStyle.Size = value; }

    /// <summary>Of the lines that make up a shape and of those around a filled one.</summary>
    public float LineWidth { set => MarkerStyle.LineStyle.Width = MarkerStyle.OutlineStyle.Width = value; }

    public float MarkerLineWidth { get => MarkerStyle.LineStyle.Width; set => MarkerStyle.LineStyle.Width = value; }

    public Color MarkerFillColor { get => MarkerStyle.FillStyle.Color; set => MarkerStyle.FillStyle.Color = value; }

    public Color MarkerLineColor
    {
        get => MarkerStyle.LineStyle.Color;
        set => MarkerStyle.LineStyle.Color = MarkerStyle.OutlineStyle.Color = value;
    }

    public Color Color
    {
        get => MarkerFillColor;
        set => MarkerFillColor = MarkerLineColor = value;
    }

    public IEnumerable<LegendItem> LegendItems => [new LegendItem { LabelText = LegendText, MarkerStyle = MarkerStyle }];

    public AxisLimits GetAxisLimits() => new(X, X, Y, Y);

    public void Render(RenderPack rp) => Marking.Draw(rp.Canvas, MarkerStyle, rp.X(X), rp.Y(Y));
}
