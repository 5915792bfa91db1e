using ScottPlot.Rendering;

namespace ScottPlot.Panels;

public class LegendPanel : IDrawnPanel
{
    internal LegendPanel(Legend legend, Edge edge) => (Legend, Edge) = (legend, edge);

    public Legend Legend { get; }

    public Edge Edge { get; }

    public Alignment Alignment { get; set; } = Alignment.MiddleCenter;

    public PixelPadding Padding { get; set; } = new(20, 20);

    public bool IsVisible { get; set; } = true;

    public float MinimumSize { get; set; }

    public float MaximumSize { get; set; } = float.MaxValue;

    private bool IsBeside => Edge is Edge.Left or Edge.Right;

    double IDrawnPanel.Measure(Canvas canvas, PixelRect dataRect)
    {
        var layout = LegendLayout.Of(Legend, canvas, IsBeside ? double.MaxValue : dataRect.Width, IsBeside ? dataRect.Height : double.MaxValue);
        if (!IsVisible || layout.Items.Length == 0) return 0;
        return IsBeside ? layout.Width + Padding.Left + Padding.Right : layout.Height + Padding.Top + Padding.Bottom;
    }

    IEnumerable<PixelRect> IDrawnPanel.TickLabels(Canvas canvas, PixelRect dataRect, double offset) => [];

    void IDrawnPanel.Render(RenderPack rp, double size, double offset)
    {
        if (!IsVisible) return;
        var data = rp.DataRect;
        var panel = Edge switch
        {
            Edge.Left => data with { Left = data.Left - offset - size, Right = data.Left - offset },
            Edge.Right => data with { Left = data.Right + offset, Right = data.Right + offset + size },
            Edge.Bottom => data with { Top = data.Bottom + offset, Bottom = data.Bottom + offset + size },
            _ => data with { Top = data.Top - offset - size, Bottom = data.Top - offset },
        };
        Legend.Render(rp, panel, Alignment);
    }
}
