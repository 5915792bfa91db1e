namespace ScottPlot.Rendering;

/// <summary>Titles stay inside their room: moved where they would reach beyond it, smaller where they are longer.</summary>
internal static class FittedLabel
{
    private const double Margin = 4;

    public static void Draw(Canvas canvas, LabelStyle style, double x, double y, PixelRect inside)
    {
        if (string.IsNullOrEmpty(style.Text)) return;

        var bounds = canvas.Bounds(style, style.Text, x, y);
        var shrink = Math.Min(1, Math.Min((inside.Width - 2 * Margin) / bounds.Width, (inside.Height - 2 * Margin) / bounds.Height));
        if (shrink <= 0) return;
        if (shrink < 1)
        {
            style = style.WithFontSize((float)(style.FontSize * shrink));
            bounds = canvas.Bounds(style, style.Text, x, y);
        }
        canvas.Draw(
            style,
            style.Text,
            x + Shift(bounds.Left, bounds.Right, inside.Left, inside.Right),
            y + Shift(bounds.Top, bounds.Bottom, inside.Top, inside.Bottom));
    }

    private static double Shift(double from, double to, double low, double high) =>
        Math.Max(0, low + Margin - from) - Math.Max(0, to - (high - Margin));
}
