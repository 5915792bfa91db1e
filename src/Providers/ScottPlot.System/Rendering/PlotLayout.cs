namespace ScottPlot.Rendering;

/// <summary>
/// Gives every panel the room that it measures, and the data area the rest. The ticks depend on the size of the data
/// area and that on the ticks, so both are repeated until nothing moves.
/// </summary>
internal sealed class PlotLayout(RenderPack rp)
{
    private const int MostPasses = 5;
    private const float LabelMargin = 2;

    private readonly IDrawnPanel[] _panels = [.. rp.Plot.Axes.AllPanels];
    private readonly Dictionary<IDrawnPanel, double> _sizes = [];
    private PixelRect _overhang;

    public void Apply()
    {
        var data = rp.FigureRect;
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var next = Next(data);
            if (next == data) break;
            data = next;
        }
        rp.DataRect = data;
    }

    public void RenderPanels()
    {
        foreach (var panel in _panels) panel.Render(rp, _sizes[panel], OffsetOf(panel));
    }

    private PixelRect Next(PixelRect data)
    {
        foreach (var panel in _panels) _sizes[panel] = SizeOf(panel, data);
        if (rp.Plot.Layout.FixedPadding is { } padding) return rp.Canvas.Snapped(rp.FigureRect.Contract(padding));
        GiveRoomToLabels(WithoutPanels());
        return WithoutPanels();
    }

    private PixelRect WithoutPanels()
    {
        var figure = rp.FigureRect;
        var (left, top) = (figure.Left + Along(Edge.Left) + _overhang.Left, figure.Top + Along(Edge.Top) + _overhang.Top);
        var right = Math.Max(left, figure.Right - Along(Edge.Right) - _overhang.Right);
        var bottom = Math.Max(top, figure.Bottom - Along(Edge.Bottom) - _overhang.Bottom);
        return rp.Canvas.Snapped(new(left, top, right, bottom));
    }

    private double SizeOf(IDrawnPanel panel, PixelRect data) =>
        Math.Max(panel.MinimumSize, Math.Min(panel.MaximumSize, panel.Measure(rp.Canvas, data)));

    // A label at the end of an axis may reach beyond the figure. Room once given stays, so that the passes come to an end.
    private void GiveRoomToLabels(PixelRect data)
    {
        var labels = _panels.SelectMany(panel => panel.TickLabels(rp.Canvas, data, OffsetOf(panel))).ToArray();
        if (labels.Length == 0) return;
        var inside = rp.FigureRect.Contract(new(LabelMargin));
        _overhang = new(
            _overhang.Left + Math.Max(0, inside.Left - labels.Min(label => label.Left)),
            _overhang.Top + Math.Max(0, inside.Top - labels.Min(label => label.Top)),
            _overhang.Right + Math.Max(0, labels.Max(label => label.Right) - inside.Right),
            _overhang.Bottom + Math.Max(0, labels.Max(label => label.Bottom) - inside.Bottom));
    }

    private double Along(Edge edge) => _panels.Where(panel => panel.Edge == edge).Sum(panel => _sizes[panel]);

    private double OffsetOf(IDrawnPanel panel) =>
        _panels.TakeWhile(other => other != panel).Where(other => other.Edge == panel.Edge).Sum(other => _sizes[other]);
}
