namespace ScottPlot.Plottables;

/// <summary>A text that keeps its place in the data area whatever that shows.</summary>
public class Annotation : LabelStyleProperties, IPlottable
{
    public bool IsVisible { get; set; } = true;

    public override LabelStyle LabelStyle { get; set; } = new();

    public string Text { get => LabelText; set => LabelText = value; }

    public Alignment Alignment { get; set; } = Alignment.UpperLeft;

    public float OffsetX { get; set; } = 10;

    public float OffsetY { get; set; } = 10;

    public IEnumerable<LegendItem> LegendItems => [];

    public AxisLimits GetAxisLimits() => AxisLimits.None;

    public void Render(RenderPack rp)
    {
        var block = rp.Canvas.Measure(LabelStyle, LabelText);
        var place = rp.DataRect.Contract(new(OffsetX, OffsetY)).Place(block.Width, block.Height, Alignment);
        rp.Canvas.Draw(LabelStyle, LabelText, place.Left, place.Top);
    }
}
