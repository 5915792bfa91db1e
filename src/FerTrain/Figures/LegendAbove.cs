using ScottPlot;
using ScottPlot.Panels;

namespace FerTrain.Figures;

/// <summary>A legend between the title and the data, wrapped to as many lines as it needs.</summary>
internal sealed class LegendAbove : LegendPanel
{
    private const float Gap = 6; // pixels above the legend

    /// <param name="plot">Must hold everything that the legend names.</param>
    public LegendAbove(Plot plot) : base(plot.Legend)
    {
        Edge = Edge.Top;
        plot.Axes.Title.FullFigureCenter = true;
        (Legend.IsVisible, Legend.Orientation, Legend.TightHorizontalWrapping) = (false, Orientation.Horizontal, true);
        (Legend.FontSize, Legend.OutlineWidth, Legend.ShadowColor) = (FigureStyle.TickSize, 0, Colors.Transparent);
        (Legend.InterItemPadding, Legend.Padding) = (new(0, 16, 0, 4), new(0, 2));
        var room = (float)(Figure.PageScale * FigureStyle.Width) - FigureStyle.RightRoom - Legend.SymbolWidth - Legend.SymbolPadding;
        foreach (var named in plot.PlottableList.OfType<IHasLegendText>()) named.LegendText = Shortened(named.LegendText, room);
        foreach (var item in Legend.ManualItems) item.LabelText = Shortened(item.LabelText, room);
    }

    /// <summary>The width of the figure, which ScottPlot tells a panel only as it draws.</summary>
    public float FigureWidth { get; set; }

    /// <summary>The height that lines after the first one add to the figure.</summary>
    public float HeightOfFurtherLines
    {
        get
        {
            using var paint = Paint.NewDisposablePaint();
            return HeightIn(FigureWidth, paint) - HeightIn(float.PositiveInfinity, paint);
        }
    }

    public override float Measure(Paint paint) => HeightIn(FigureWidth, paint) + Gap;

    public override void Render(RenderPack rp, float size, float offset)
    {
        var bottom = rp.DataRect.Top - offset;
        Legend.Render(rp.Canvas, rp.Paint, new PixelRect(0, rp.DataRect.Right, bottom, bottom - size), Alignment.LowerCenter);
    }

    /// <summary>Cuts the middle out of a name that is wider than a line.</summary>
    private static string Shortened(string name, float room)
    {
        var text = name;
        for (var kept = name.Length - 1; FigureStyle.TextWidth(text, FigureStyle.TickSize) > room; kept--)
            text = $"{name[..(kept - kept / 2)]}…{name[^(kept / 2)..]}";
        return text;
    }

    private float HeightIn(float width, Paint paint) => Legend.GetItems().Length == 0
        ? 0
        : Legend.GetLayout(new(width - FigureStyle.RightRoom, float.PositiveInfinity), paint).LegendRect.Height;
}
