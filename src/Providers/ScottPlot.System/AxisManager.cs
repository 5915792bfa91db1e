using ScottPlot.AxisPanels;
using ScottPlot.Grids;
using ScottPlot.Panels;
using ScottPlot.Rendering;

namespace ScottPlot;

public class AxisManager
{
    private readonly Plot _plot;
    private readonly Axis _top = new(Edge.Top);
    private readonly Axis _right = new(Edge.Right);
    private AutoScaler _autoScaler = new(.05, .05, .075, .075);

    internal AxisManager(Plot plot)
    {
        _plot = plot;
        DefaultGrid = new(XAxis, YAxis);
    }

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

    /// <summary>One unit is as long along both axes: the one that shows less shows more.</summary>
    internal bool UnitsAreSquare { get; private set; }

    public void SetLimits(double left, double right, double bottom, double top)
    {
        SetLimitsX(left, right);
        SetLimitsY(bottom, top);
    }

    public void SetLimits(double? left = null, double? right = null, double? bottom = null, double? top = null) =>
        SetLimits(left ?? XAxis.Min, right ?? XAxis.Max, bottom ?? YAxis.Min, top ?? YAxis.Max);

    public void SetLimitsX(double left, double right)
    {
        XAxis.Range.Set(left, right);
        if (XAxis.Range.HasBeenSet) _autoScaler.InvertedX = left > right;
    }

    public void SetLimitsY(double bottom, double top)
    {
        YAxis.Range.Set(bottom, top);
        if (YAxis.Range.HasBeenSet) _autoScaler.InvertedY = bottom > top;
    }

    public AxisLimits GetLimits() => new(XAxis.Min, XAxis.Max, YAxis.Min, YAxis.Max);

    public void AutoScale(bool? invertX = null, bool? invertY = null)
    {
        _autoScaler.InvertedX = invertX ?? _autoScaler.InvertedX;
        _autoScaler.InvertedY = invertY ?? _autoScaler.InvertedY;
        _autoScaler.Scale(XAxis, YAxis, _plot.PlottableList);
    }

    public void Margins() => Margins(horizontal: 0.1, vertical: 0.15);

    public void Margins(double horizontal = 0.1, double vertical = .15) =>
        Margins(horizontal / 2, horizontal / 2, vertical / 2, vertical / 2);

    public void Margins(double left = .05, double right = .05, double bottom = .07, double top = .07)
    {
        _autoScaler = new(left, right, bottom, top);
        AutoScale();
    }

    public void TightMargins() => Margins(0, 0);

    public void SquareUnits() => UnitsAreSquare = true;

    public void Frameless(bool hideAllPanels = true)
    {
        foreach (var axis in new[] { XAxis, YAxis, _top, _right }) axis.IsVisible = !hideAllPanels;
        Title.IsVisible = !hideAllPanels;
    }

    /// <summary>Gives the axes that show nothing yet the limits of the data, or -10 to 10 where there is none.</summary>
    internal void ScaleUnset()
    {
        var (x, y) = (XAxis.Range, YAxis.Range);
        if (x.HasBeenSet && y.HasBeenSet) return;
        var (left, right, bottom, top, xSet, ySet) = (x.Min, x.Max, y.Min, y.Max, x.HasBeenSet, y.HasBeenSet);
        AutoScale();
        if (xSet) x.Set(left, right);
        else if (!x.HasBeenSet) x.Set(-10, 10);
        if (ySet) y.Set(bottom, top);
        else if (!y.HasBeenSet) y.Set(-10, 10);
    }
}
