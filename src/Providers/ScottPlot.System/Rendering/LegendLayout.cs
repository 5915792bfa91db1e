namespace ScottPlot.Rendering;

/// <summary>Where the symbols of a legend lie, from its upper left corner; its items fill columns or rows of one width.</summary>
internal sealed record LegendLayout((LegendItem Item, PixelRect Symbol)[] Items, double Width, double Height)
{
    public const double SymbolPadding = 5;

    private const double SymbolWidth = 20;
    private const double SymbolHeight = 10;
    private const double PaddingX = 10;
    private const double PaddingY = 5;
    private const double GapX = 10;
    private const double GapY = 6;

    public static LegendLayout Of(Legend legend, Canvas canvas, double availableWidth, double availableHeight)
    {
        var items = legend.Items();
        if (items.Length == 0) return new([], 0, 0);

        var labels = Array.ConvertAll(items, item => canvas.Measure(item.LabelStyle, item.LabelText));
        var symbolWidth = Math.Max(SymbolWidth, items.Max(item => item.MarkerStyle.Size));
        var width = symbolWidth + SymbolPadding + labels.Max(label => label.Width);
        var height = Math.Max(SymbolHeight, Math.Max(labels.Max(label => label.Height), items.Max(item => item.MarkerStyle.Size)));
        var (stepX, stepY) = (width + GapX, height + GapY);

        var columns = Fitting(availableWidth - 2 * PaddingX, width, stepX);
        var rows = Fitting(availableHeight - 2 * PaddingY, height, stepY);
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
            var (left, top) = (PaddingX + column * stepX, PaddingY + row * stepY);
            return (item, new PixelRect(left, top, left + symbolWidth, top + height));
        });
        return new([.. placed], 2 * PaddingX + columns * stepX - GapX, 2 * PaddingY + rows * stepY - GapY);
    }

    private static int Fitting(double available, double size, double step) =>
        Math.Max(1, 1 + (int)Math.Min(1e6, Math.Floor((available - size) / step)));
}
