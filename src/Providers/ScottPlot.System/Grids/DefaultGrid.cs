using ScottPlot.AxisPanels;

namespace ScottPlot.Grids;

public class DefaultGrid
{
    private readonly Axis _x;
    private readonly Axis _y;

    internal DefaultGrid(Axis x, Axis y) => (_x, _y) = (x, y);

    public bool IsVisible { get; set; } = true;

    public GridStyle XAxisStyle { get; set; } = new();

    public GridStyle YAxisStyle { get; set; } = new();

    internal void Render(RenderPack rp)
    {
        if (!IsVisible) return;
        var data = rp.DataRect;
        foreach (var x in Lines(_x, XAxisStyle).Select(rp.X))
            rp.Canvas.Stroke(x, data.Top, x, data.Bottom, XAxisStyle.MajorLineStyle);
        foreach (var y in Lines(_y, YAxisStyle).Select(rp.Y))
            rp.Canvas.Stroke(data.Left, y, data.Right, y, YAxisStyle.MajorLineStyle);
    }

    private static IEnumerable<double> Lines(Axis axis, GridStyle style) =>
        style.IsVisible ? axis.SeenTicks.Where(tick => tick.IsMajor).Select(tick => tick.Position) : [];
}
