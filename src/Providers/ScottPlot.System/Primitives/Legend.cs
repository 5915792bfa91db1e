using ScottPlot.Rendering;

namespace ScottPlot;

public class Legend(Plot plot)
{
    private readonly Plot _plot = plot;

    public bool IsVisible { get; set; } = true;

    public Alignment Alignment { get; set; } = Alignment.LowerRight;

    public Orientation Orientation { get; set; } = Orientation.Vertical;

    public List<LegendItem> ManualItems { get; } = [];

    public float? FontSize { get; set; }

    public float OutlineWidth { get; set; } = 1;

    public Color OutlineColor { get; set; } = Colors.Black;

    public Color BackgroundColor { get; set; } = Colors.White;

    public Color ShadowColor { get; set; } = Colors.Black.WithAlpha(.2);

    /// <summary>The plottables that have a text, and the items added by hand.</summary>
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
            item.LabelFontSize = FontSize ?? item.LabelFontSize;
        return items;
    }

    internal void Render(RenderPack rp)
    {
        if (IsVisible) Render(rp, rp.DataRect.Contract(new(7)), Alignment);
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
