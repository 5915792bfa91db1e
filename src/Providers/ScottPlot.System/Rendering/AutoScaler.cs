using ScottPlot.AxisPanels;

namespace ScottPlot.Rendering;

/// <summary>Fits the axes to the data, with empty margins that are fractions of its extent.</summary>
internal sealed class AutoScaler(double left, double right, double bottom, double top)
{
    public bool InvertedX { get; set; }

    public bool InvertedY { get; set; }

    /// <summary>Scales both axes; one along which nothing extends keeps no limits.</summary>
    public void Scale(Axis x, Axis y, IEnumerable<IPlottable> plottables)
    {
        x.Range.Reset();
        y.Range.Reset();
        foreach (var limits in plottables.Where(plottable => plottable.IsVisible).Select(plottable => plottable.GetAxisLimits()))
        {
            x.Range.Expand(limits.Left);
            x.Range.Expand(limits.Right);
            y.Range.Expand(limits.Bottom);
            y.Range.Expand(limits.Top);
        }
        AddMargins(x.Range, left, right, InvertedX);
        AddMargins(y.Range, bottom, top, InvertedY);
    }

    private static void AddMargins(AxisRange range, double low, double high, bool inverted)
    {
        if (!double.IsFinite(range.Span)) return;
        var (min, max) = range.Span == 0
            ? (range.Min - 1, range.Max + 1)
            : (range.Min - range.Span * low, range.Max + range.Span * high);
        if (inverted) range.Set(max, min);
        else range.Set(min, max);
    }
}
