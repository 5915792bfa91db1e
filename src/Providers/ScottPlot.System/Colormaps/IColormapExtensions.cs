using ScottPlot.Colormaps;

namespace ScottPlot;

public static class IColormapExtensions
{
    public static Color GetColor(this IColormap cmap, double position, Range range)
    {
        if (double.IsNaN(position)) return Colors.Transparent;
        return range.Min == range.Max
            ? cmap.GetColor(0)
            : cmap.GetColor(Math.Clamp((position - range.Min) / (range.Max - range.Min), 0, 1));
    }

    public static IColormap Reversed(this IColormap cmap) => new Reversed(cmap);
}
