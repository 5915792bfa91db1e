namespace ScottPlot.Plottables;

/// <summary>A cell for every number: row 0 at the top, the middle of column 0 at x = 0 and of the last row at y = 0.</summary>
public class Heatmap : IPlottable, IHasColorAxis
{
    internal Heatmap(double[,] intensities) => Intensities = intensities;

    public double[,] Intensities { get; set; }

    public IColormap Colormap { get; set; } = new Colormaps.Viridis();

    /// <summary>The numbers at the ends of the colormap, where they are not the smallest and the largest.</summary>
    public Range? ManualRange { get; set; }

    public bool IsVisible { get; set; } = true;

    public IEnumerable<LegendItem> LegendItems => [];

    private int Rows => Intensities.GetLength(0);

    private int Columns => Intensities.GetLength(1);

    public Range GetRange() => ManualRange ?? Range.Of(Intensities);

    public AxisLimits GetAxisLimits() => new(-0.5, Columns - 0.5, -0.5, Rows - 0.5);

    public void Render(RenderPack rp)
    {
        var range = GetRange();
        for (var row = 0; row < Rows; row++)
            for (var column = 0; column < Columns; column++)
            {
                var y = Rows - 1 - row;
                rp.Canvas.Fill(rp.Rect(new(column - 0.5, column + 0.5, y - 0.5, y + 0.5)), ColorOf(Intensities[row, column], range));
            }
    }

    private Color ColorOf(double value, Range range)
    {
        if (double.IsNaN(value)) return Colors.Transparent;
        var span = range.Max - range.Min;
        return Colormap.GetColor(span == 0 ? 0 : Math.Clamp((value - range.Min) / span, 0, 1));
    }
}
