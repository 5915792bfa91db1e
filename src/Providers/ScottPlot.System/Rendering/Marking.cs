namespace ScottPlot.Rendering;

/// <summary>Draws markers.</summary>
internal static class Marking
{
    // Of an equilateral triangle whose side is 1: from the centre to a corner, and to the middle of a side.
    private const double ToCorner = 0.5773502691896258;
    private const double ToSide = ToCorner / 2;

    public static void Draw(Canvas canvas, MarkerStyle style, double x, double y)
    {
        if (!style.IsVisible || style.Size <= 0 || !double.IsFinite(x) || !double.IsFinite(y)) return;

        var r = style.Size / 2.0;
        switch (style.Shape)
        {
            case MarkerShape.FilledCircle:
                canvas.Circle(x, y, r, style.FillStyle.Color, style.OutlineStyle);
                break;
            case MarkerShape.OpenCircle:
                canvas.Circle(x, y, r, Colors.Transparent, style.LineStyle);
                break;
            case MarkerShape.Eks:
                canvas.Stroke(x - r, y - r, x + r, y + r, style.LineStyle);
                canvas.Stroke(x - r, y + r, x + r, y - r, style.LineStyle);
                break;
            case MarkerShape.Cross or MarkerShape.VerticalBar or MarkerShape.HorizontalBar:
                if (style.Shape != MarkerShape.HorizontalBar) canvas.Stroke(x, y - r, x, y + r, style.LineStyle);
                if (style.Shape != MarkerShape.VerticalBar) canvas.Stroke(x - r, y, x + r, y, style.LineStyle);
                break;
            default:
                DrawPolygon(canvas, style, x, y);
                break;
        }
    }

    private static void DrawPolygon(Canvas canvas, MarkerStyle style, double x, double y)
    {
        var (r, s) = (style.Size / 2.0, (double)style.Size);
        (double, double)[] corners = style.Shape switch
        {
            MarkerShape.FilledSquare or MarkerShape.OpenSquare => [(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)],
            MarkerShape.FilledDiamond or MarkerShape.OpenDiamond => [(x, y - r), (x + r, y), (x, y + r), (x - r, y)],
            MarkerShape.FilledTriangleUp or MarkerShape.OpenTriangleUp => [(x, y - s * ToCorner), (x + r, y + s * ToSide), (x - r, y + s * ToSide)],
            MarkerShape.FilledTriangleDown or MarkerShape.OpenTriangleDown => [(x, y + s * ToCorner), (x + r, y - s * ToSide), (x - r, y - s * ToSide)],
            _ => [],
        };
        var filled = style.Shape is MarkerShape.FilledSquare or MarkerShape.FilledDiamond or MarkerShape.FilledTriangleUp or MarkerShape.FilledTriangleDown;
        if (corners.Length > 0)
            canvas.Polygon(corners, filled ? style.FillStyle.Color : Colors.Transparent, filled ? style.OutlineStyle : style.LineStyle);
    }
}
