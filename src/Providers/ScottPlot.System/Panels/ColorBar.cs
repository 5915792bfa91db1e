using ScottPlot.AxisPanels;
using ScottPlot.Rendering;

namespace ScottPlot.Panels;

public class ColorBar : IDrawnPanel
{
    private const int Shades = 65;

    private readonly Axis _axis;

    internal ColorBar(IHasColorAxis source, Edge edge)
    {
        Source = source;
        Edge = edge;
        _axis = new(edge);
    }

    public IHasColorAxis Source { get; }

    public Edge Edge { get; }

    public IAxis Axis => _axis;

    public float Width { get; set; } = 30;

    public string Label { get => _axis.Label.Text; set => _axis.Label.Text = value; }

    public LabelStyle LabelStyle => _axis.Label;

    public bool IsVisible { get; set; } = true;

    public float MinimumSize { get; set; }

    public float MaximumSize { get; set; } = float.MaxValue;

    double IDrawnPanel.Measure(Canvas canvas, PixelRect dataRect)
    {
        if (!IsVisible) return 0;
        var range = Source.GetRange();
        _axis.Range.Set(range.Min, range.Max);
        return Width + _axis.Measure(canvas, dataRect);
    }

    IEnumerable<PixelRect> IDrawnPanel.TickLabels(Canvas canvas, PixelRect dataRect, double offset) =>
        IsVisible ? _axis.TickLabels(canvas, dataRect, offset + Width) : [];

    void IDrawnPanel.Render(RenderPack rp, double size, double offset)
    {
        if (!IsVisible) return;
        var bar = rp.DataRect.Beside(Edge, offset, Width);
        var colors = Enumerable.Range(0, Shades).Select(i => Source.Colormap.GetColor(i / (Shades - 1.0))).ToArray();
        rp.Canvas.FillGradient(bar, colors, vertical: Edge is Edge.Left or Edge.Right);
        rp.Canvas.Stroke(bar, _axis.FrameLineStyle);
        _axis.Render(rp, size - Width, offset + Width);
    }
}
