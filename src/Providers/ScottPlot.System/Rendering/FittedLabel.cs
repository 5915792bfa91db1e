namespace ScottPlot.Rendering;

/// <summary>Titles stay inside the figure: moved where they would reach beyond it, smaller where they are longer than it.</summary>
internal static class FittedLabel
{
    private const double Margin = 4;

    public static void Draw(RenderPack rp, LabelStyle style, double x, double y)
    {
        if (string.IsNullOrEmpty(style.Text)) return;

        var bounds = rp.Canvas.Bounds(style, style.Text, x, y);
        var shrink = Math.Min(1, Math.Min((rp.FigureRect.Width - 2 * Margin) / bounds.Width, (rp.FigureRect.Height - 2 * Margin) / bounds.Height));
        if (shrink < 1)
        {
            style = style.WithFontSize((float)(style.FontSize * shrink));
            bounds = rp.Canvas.Bounds(style, style.Text, x, y);
        }
        rp.Canvas.Draw(
            style,
            style.Text,
            x + Shift(bounds.Left, bounds.Right, rp.FigureRect.Left, rp.FigureRect.Right),
            y + Shift(bounds.Top, bounds.Bottom, rp.FigureRect.Top, rp.FigureRect.Bottom));
    }

    private static double Shift(double from, double to, double low, double high) =>
        Math.Max(0, low + Margin - from) - Math.Max(0, to - (high - Margin));
}
