using ScottPlot.Panels;
using ScottPlot.Plottables;

namespace ScottPlot;

public class PlottableAdder
{
    // Category 10 of Tableau, the real package's default.
    private static readonly Color[] Palette = Array.ConvertAll(
        ["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf"],
        Color.FromHex);

    private readonly Plot _plot;
    private int _nextColor;

    internal PlottableAdder(Plot plot) => _plot = plot;

    public Scatter Scatter(double[] xs, double[] ys, Color? color = null) =>
        Add(new Scatter([.. xs.Zip(ys, (x, y) => new Coordinates(x, y))]) { Color = color ?? NextColor() });

    public Scatter ScatterLine(double[] xs, double[] ys, Color? color = null)
    {
        var scatter = Scatter(xs, ys, color);
        scatter.MarkerSize = 0;
        return scatter;
    }

    public BarPlot Bars(Bar[] bars) => Bars(bars.ToList());

    public BarPlot Bars(List<Bar> bars) => Add(new BarPlot(bars));

    public BarPlot Bars(double[] values)
    {
        var color = NextColor();
        return Bars(values.Select((value, position) => new Bar { Position = position, Value = value, FillColor = color }).ToList());
    }

    public Heatmap Heatmap(double[,] intensities) => Add(new Heatmap(intensities));

    public ColorBar ColorBar(IHasColorAxis source, Edge edge = Edge.Right)
    {
        var bar = new ColorBar(source, edge);
        _plot.Axes.Panels.Add(bar);
        return bar;
    }

    public Text Text(string text, double x, double y) => Add(new Text { LabelText = text, Location = new(x, y) });

    public VerticalLine VerticalLine(double x, float width = 2, Color? color = null, LinePattern pattern = default) =>
        Add(new VerticalLine { X = x, LineWidth = width, LineColor = color ?? NextColor(), LinePattern = pattern });

    public Marker Marker(double x, double y, MarkerShape shape = MarkerShape.FilledCircle, float size = 10, Color? color = null) =>
        Add(new Marker { X = x, Y = y, Shape = shape, Size = size, Color = color ?? NextColor() });

    public LinePlot Line(double x1, double y1, double x2, double y2) =>
        Add(new LinePlot { Start = new(x1, y1), End = new(x2, y2), Color = NextColor() });

    public ErrorBar ErrorBar(IReadOnlyList<double> xs, IReadOnlyList<double> ys, IReadOnlyList<double> yErrors) =>
        Add(new ErrorBar(xs, ys, yErrors) { Color = NextColor() });

    public ImageRect ImageRect(Image image, CoordinateRect rect) => Add(new ImageRect { Image = image, Rect = rect });

    private T Add<T>(T plottable) where T : IPlottable
    {
        _plot.PlottableList.Add(plottable);
        return plottable;
    }

    private Color NextColor()
    {
        if (_plot.PlottableList.Count == 0) _nextColor = 0;
        return Palette[_nextColor++ % Palette.Length];
    }
}
