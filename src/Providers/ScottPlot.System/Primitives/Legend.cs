using ScottPlot.Rendering;

namespace ScottPlot;

public class Legend(Plot plot)
{
    private readonly Plot _plot = plot;

    public bool IsVisible { get; set; } = true;

    public Alignment Alignment { get; set; } = Alignment.LowerRight;

    public Orientation Orientation { get; set; } = Orientation.Vertical;

    public PixelPadding Margin { get; set; } = new(7, 7);

    public PixelPadding Padding { get; set; } = new(10, 5);

    public PixelPadding InterItemPadding { get; set; } = new(10, 10, 6, 6);

    public List<LegendItem> ManualItems { get; set; } = [];

    public float? FontSize { get; set; }

    public Color? FontColor { get; set; }

    public float OutlineWidth { get; set; } = 1;

    public Color OutlineColor { get; set; } = Colors.Black;

    public Color BackgroundColor { get; set; } = Colors.White;

    public Color ShadowColor { get; set; } = Colors.Black.WithOpacity(.2);

    /// <summary>The items with a text, dressed in the legend's font.</summary>
    internal LegendItem[] Items()
    {
        LegendItem[] items =
        [
            .. _plot.PlottableList.Where(plottable => plottable.IsVisible)
                .SelectMany(plottable => plottable.LegendItems)
                .Where(item => item.LabelText.Length > 0),
            .. ManualItems,
        ];
        foreach (var item in items)
        {
            item.LabelFontSize = FontSize ?? item.LabelFontSize;
            item.LabelFontColor = FontColor ?? item.LabelFontColor;
        }
        return items;
    }

    internal void Render(RenderPack rp)
    {
        if (IsVisible) Render(rp, rp.DataRect.Contract(Margin), Alignment);
    }

    internal void Render(RenderPack rp, PixelRect inside, Alignment alignment)
    {
        var layout = LegendLayout.Of(this, rp.Canvas, inside.Width, inside.Height);
        if (layout.Items.Length == 0) return;

        var frame = inside.Place(layout.Width, layout.Height, alignment);
        rp.Canvas.Fill(frame.Offset(3, 3), ShadowColor);
        rp.Canvas.Fill(frame, BackgroundColor);
        rp.Canvas.Stroke(frame, new LineStyle(OutlineWidth, OutlineColor));
        foreach (var (item, symbol) in layout.Items)
            RenderItem(rp.Canvas, item, symbol.Offset(frame.Left, frame.Top));
    }

    private static void RenderItem(Canvas canvas, LegendItem item, PixelRect symbol)
    {
        canvas.Draw(item.LabelStyle, item.LabelText, symbol.Right + LegendLayout.SymbolPadding, symbol.CentreY);
        canvas.Stroke(symbol.Left, symbol.CentreY, symbol.Right, symbol.CentreY, item.LineStyle);
        canvas.Fill(symbol.Contract(new(0, (float)symbol.Height * .2f)), item.FillColor);
        Marking.Draw(canvas, item.MarkerStyle, symbol.CentreX, symbol.CentreY);
    }
}
