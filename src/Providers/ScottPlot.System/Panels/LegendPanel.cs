using ScottPlot.Rendering;

namespace ScottPlot.Panels;

public class LegendPanel : IDrawnPanel
{
    private readonly Legend _legend;

    internal LegendPanel(Legend legend, Edge edge) => (_legend, Edge) = (legend, edge);

    public Edge Edge { get; }

    public PixelPadding Padding { get; set; } = new(20, 20);

    public bool IsVisible { get; set; } = true;

    public float MinimumSize { get; set; }

    public float MaximumSize { get; set; } = float.MaxValue;

    private bool IsBeside => Edge is Edge.Left or Edge.Right;

    double IDrawnPanel.Measure(Canvas canvas, PixelRect dataRect)
    {
        var layout = LegendLayout.Of(_legend, canvas, IsBeside ? double.MaxValue : dataRect.Width, IsBeside ? dataRect.Height : double.MaxValue);
        if (!IsVisible || layout.Items.Length == 0) return 0;
        return IsBeside ? layout.Width + Padding.Left + Padding.Right : layout.Height + Padding.Top + Padding.Bottom;
    }

    IEnumerable<PixelRect> IDrawnPanel.TickLabels(Canvas canvas, PixelRect dataRect, double offset) => [];

    void IDrawnPanel.Render(RenderPack rp, double size, double offset)
    {
        if (IsVisible) _legend.Render(rp, rp.DataRect.Beside(Edge, offset, size), Alignment.MiddleCenter);
    }
}
