using ScottPlot.Rendering;

namespace ScottPlot;

/// <summary>What one drawing of a plot passes around.</summary>
public class RenderPack
{
    internal RenderPack(Plot plot, Canvas canvas, PixelRect figureRect) => (Plot, Canvas, FigureRect) = (plot, canvas, figureRect);

    internal Plot Plot { get; }

    internal Canvas Canvas { get; }

    internal PixelRect FigureRect { get; }

    internal PixelRect DataRect { get; set; }

    internal double X(double x) => Plot.Axes.XAxis.GetPixel(x, DataRect);

    internal double Y(double y) => Plot.Axes.YAxis.GetPixel(y, DataRect);

    internal PixelRect Rect(CoordinateRect rect)
    {
        var (x1, x2, y1, y2) = (X(rect.Left), X(rect.Right), Y(rect.Bottom), Y(rect.Top));
        return new(Math.Min(x1, x2), Math.Min(y1, y2), Math.Max(x1, x2), Math.Max(y1, y2));
    }
}
