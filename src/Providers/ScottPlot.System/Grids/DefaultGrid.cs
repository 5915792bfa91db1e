using ScottPlot.AxisPanels;

namespace ScottPlot.Grids;

public class DefaultGrid
{
    private readonly Axis _x;
    private readonly Axis _y;

    internal DefaultGrid(Axis x, Axis y) => (_x, _y) = (x, y);

    public bool IsVisible { get; set; } = true;

    public bool IsBeneathPlottables { get; set; } = true;

    public GridStyle XAxisStyle { get; set; } = new();

    public GridStyle YAxisStyle { get; set; } = new();

    public Color MajorLineColor
    {
        get => XAxisStyle.MajorLineStyle.Color;
        set => XAxisStyle.MajorLineStyle.Color = YAxisStyle.MajorLineStyle.Color = value;
    }

    public float MajorLineWidth { set => XAxisStyle.MajorLineStyle.Width = YAxisStyle.MajorLineStyle.Width = value; }

    internal void Render(RenderPack rp)
    {
        if (!IsVisible) return;
        if (XAxisStyle.IsVisible)
            foreach (var tick in _x.SeenTicks)
                rp.Canvas.Stroke(rp.X(tick.Position), rp.DataRect.Top, rp.X(tick.Position), rp.DataRect.Bottom, Of(XAxisStyle, tick));
        if (YAxisStyle.IsVisible)
            foreach (var tick in _y.SeenTicks)
                rp.Canvas.Stroke(rp.DataRect.Left, rp.Y(tick.Position), rp.DataRect.Right, rp.Y(tick.Position), Of(YAxisStyle, tick));
    }

    private static LineStyle Of(GridStyle style, Tick tick) => tick.IsMajor ? style.MajorLineStyle : style.MinorLineStyle;
}
