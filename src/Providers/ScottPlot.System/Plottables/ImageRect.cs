namespace ScottPlot.Plottables;

public class ImageRect : IPlottable
{
    public bool IsVisible { get; set; } = true;

    public Image? Image { get; set; }

    public CoordinateRect Rect { get; set; } = new(0, 1, 0, 1);

    public bool AntiAlias { get; set; } = true;

    public IEnumerable<LegendItem> LegendItems => [];

    public AxisLimits GetAxisLimits() => new(Rect.Left, Rect.Right, Rect.Bottom, Rect.Top);

    public void Render(RenderPack rp)
    {
        if (Image is not null) rp.Canvas.Draw(Image, rp.Rect(Rect), AntiAlias);
    }
}
