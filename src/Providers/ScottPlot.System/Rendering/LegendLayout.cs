namespace ScottPlot.Rendering;

/// <summary>Where the symbols of a legend lie, from its upper left corner; its items fill columns or rows of one width.</summary>
internal sealed record LegendLayout((LegendItem Item, PixelRect Symbol)[] Items, double Width, double Height)
{
    public const double SymbolPadding = 5;

    private const double SymbolWidth = 20;
    private const double SymbolHeight = 10;

    public static LegendLayout Of(Legend legend, Canvas canvas, double availableWidth, double availableHeight)
    {
        var items = legend.Items();
        if (items.Length == 0) return new([], 0, 0);

        var labels = Array.ConvertAll(items, item => canvas.Measure(item.LabelStyle, item.LabelText));
        var symbolWidth = Math.Max(SymbolWidth, items.Max(item => item.MarkerSize));
        var width = symbolWidth + SymbolPadding + labels.Max(label => label.Width);
        var height = Math.Max(SymbolHeight, Math.Max(labels.Max(label => label.Height), items.Max(item => item.MarkerSize)));
        var (stepX, stepY) = (width + legend.InterItemPadding.Right, height + legend.InterItemPadding.Bottom);

        var padding = legend.Padding;
        var columns = Fitting(availableWidth - padding.Left - padding.Right, width, stepX);
        var rows = Fitting(availableHeight - padding.Top - padding.Bottom, height, stepY);
        if (legend.Orientation == Orientation.Horizontal)
        {
            columns = Math.Min(columns, items.Length);
            rows = (items.Length + columns - 1) / columns;
        }
        else
        {
            rows = Math.Min(rows, items.Length);
            columns = (items.Length + rows - 1) / rows;
        }

        var placed = items.Select((item, i) =>
        {
            var (column, row) = legend.Orientation == Orientation.Horizontal ? (i % columns, i / columns) : (i / rows, i % rows);
            var (left, top) = (padding.Left + column * stepX, padding.Top + row * stepY);
            return (item, new PixelRect(left, top, left + symbolWidth, top + height));
        });
        return new(
            [.. placed],
            padding.Left + padding.Right + columns * stepX - legend.InterItemPadding.Right,
            padding.Top + padding.Bottom + rows * stepY - legend.InterItemPadding.Bottom);
    }

    private static int Fitting(double available, double size, double step) =>
        Math.Max(1, 1 + (int)Math.Min(1e6, Math.Floor((available - size) / step)));
}
