namespace ScottPlot.Rendering;

/// <summary>Draws markers.</summary>
internal static class Marking
{
    public static void Draw(Canvas canvas, MarkerStyle style, double x, double y)
    {
        if (style.Size <= 0 || !double.IsFinite(x) || !double.IsFinite(y)) return;
        if (style.Shape == MarkerShape.FilledCircle) canvas.FillCircle(x, y, style.Size / 2.0, style.FillStyle.Color);
        else if (style.Shape == MarkerShape.OpenCircle) canvas.StrokeCircle(x, y, style.Size / 2.0, style.LineStyle);
    }
}
