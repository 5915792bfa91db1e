namespace ScottPlot.Plottables;

public class Text : LabelStyleProperties, IPlottable
{
    public Coordinates Location { get; set; }

    public bool IsVisible { get; set; } = true;

    public override LabelStyle LabelStyle { get; set; } = new();

    public float OffsetX { get; set; }

    public float OffsetY { get; set; }

    public IEnumerable<LegendItem> LegendItems => [];

    public AxisLimits GetAxisLimits() => new(Location.X, Location.X, Location.Y, Location.Y);

    public void Render(RenderPack rp) =>
        rp.Canvas.Draw(LabelStyle, LabelText, rp.X(Location.X) + OffsetX, rp.Y(Location.Y) + OffsetY);
}
