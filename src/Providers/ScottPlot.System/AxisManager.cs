using ScottPlot.AxisPanels;
using ScottPlot.Grids;
using ScottPlot.Panels;
using ScottPlot.Rendering;

namespace ScottPlot;

public class AxisManager
{
    private readonly Axis _top = new(Edge.Top);
    private readonly Axis _right = new(Edge.Right);

    internal AxisManager() => DefaultGrid = new(XAxis, YAxis);

    public IXAxis Bottom => XAxis;

    public IYAxis Left => YAxis;

    public IXAxis Top => _top;

    public IYAxis Right => _right;

    public TitlePanel Title { get; } = new();

    public DefaultGrid DefaultGrid { get; }

    internal Axis XAxis { get; } = new(Edge.Bottom);

    internal Axis YAxis { get; } = new(Edge.Left);

    /// <summary>Colour bars and legends, which lie outside the axes.</summary>
    internal List<IDrawnPanel> Panels { get; } = [];

    internal IEnumerable<IDrawnPanel> AllPanels => [XAxis, YAxis, _top, _right, .. Panels, Title];

    public void SetLimits(double left, double right, double bottom, double top)
    {
        SetLimitsX(left, right);
        SetLimitsY(bottom, top);
    }

    public void SetLimitsX(double left, double right) => XAxis.Range.Set(left, right);

    public void SetLimitsY(double bottom, double top) => YAxis.Range.Set(bottom, top);

    public AxisLimits GetLimits() => new(XAxis.Min, XAxis.Max, YAxis.Min, YAxis.Max);

    internal void Hide()
    {
        foreach (var axis in new[] { XAxis, YAxis, _top, _right }) axis.IsVisible = false;
        Title.IsVisible = false;
    }

    /// <summary>An axis without limits gets those of the data, with the real package's margins.</summary>
    internal void ScaleUnset(IEnumerable<IPlottable> plottables)
    {
        var limits = plottables.Select(plottable => plottable.GetAxisLimits()).ToArray();
        Fit(XAxis.Range, limits.SelectMany(data => new[] { data.Left, data.Right }), margin: .05);
        Fit(YAxis.Range, limits.SelectMany(data => new[] { data.Bottom, data.Top }), margin: .075);
    }

    private static void Fit(AxisRange range, IEnumerable<double> values, double margin)
    {
        if (range.HasBeenSet) return;
        range.Reset();
        foreach (var value in values) range.Expand(value);
        if (!double.IsFinite(range.Span)) range.Set(-10, 10);
        else if (range.Span == 0) range.Set(range.Min - 1, range.Max + 1);
        else range.Set(range.Min - margin * range.Span, range.Max + margin * range.Span);
    }
}
