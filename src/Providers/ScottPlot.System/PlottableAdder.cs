using ScottPlot.Panels;
using ScottPlot.Plottables;

namespace ScottPlot;

public class PlottableAdder
{
    private readonly Plot _plot;
    private int _nextColor;

    internal PlottableAdder(Plot plot) => _plot = plot;

    public IPalette Palette { get; set; } = new Palettes.Category10();

    public Color GetNextColor(bool incrementCounter = true)
    {
        if (_plot.PlottableList.Count == 0) _nextColor = 0;
        var color = Palette.GetColor(_nextColor);
        if (incrementCounter) _nextColor++;
        return color;
    }

    public Scatter Scatter(double[] xs, double[] ys, Color? color = null) => Scatter([.. xs.Zip(ys, (x, y) => new Coordinates(x, y))], color);

    public Scatter Scatter(Coordinates[] coordinates, Color? color = null) => Add(new Scatter(coordinates) { Color = color ?? GetNextColor() });

    public Scatter ScatterLine(double[] xs, double[] ys, Color? color = null)
    {
        var scatter = Scatter(xs, ys, color);
        scatter.MarkerSize = 0;
        return scatter;
    }

    public Scatter ScatterPoints(double[] xs, double[] ys, Color? color = null)
    {
        var scatter = Scatter(xs, ys, color);
        scatter.LineWidth = 0;
        return scatter;
    }

    public BarPlot Bar(Bar bar) => Bars(new List<Bar> { bar });

    public BarPlot Bar(double position, double value, double error = 0) =>
        Bar(new Bar { Position = position, Value = value, Error = error, FillColor = GetNextColor() });

    public BarPlot Bars(Bar[] bars) => Bars(bars.ToList());

    public BarPlot Bars(List<Bar> bars) => Add(new BarPlot(bars));

    public BarPlot Bars(double[] values) => Bars(Enumerable.Range(0, values.Length).Select(i => (double)i), values);

    public BarPlot Bars(IEnumerable<double> positions, IEnumerable<double> values)
    {
        var (at, high) = (positions.ToArray(), values.ToArray());
        if (at.Length != high.Length) throw new ArgumentException($"{nameof(positions)} and {nameof(values)} have different lengths");
        var color = GetNextColor();
        return Bars(at.Zip(high, (position, value) => new Bar { Position = position, Value = value, FillColor = color }).ToList());
    }

    public Heatmap Heatmap(double[,] intensities) => Add(new Heatmap(intensities));

    public ColorBar ColorBar(IHasColorAxis source, Edge edge = Edge.Right)
    {
        var bar = new ColorBar(source, edge);
        _plot.Axes.Panels.Add(bar);
        return bar;
    }

    public Text Text(string text, double x, double y) => Text(text, new Coordinates(x, y));

    public Text Text(string text, Coordinates location) => Add(new Text { LabelText = text, Location = location });

    public Annotation Annotation(string text, Alignment alignment = Alignment.UpperLeft) => Add(new Annotation
    {
        Text = text,
        Alignment = alignment,
        LabelBackgroundColor = Colors.Yellow.WithAlpha(.75),
        LabelBorderColor = Colors.Black,
        LabelPadding = 5,
    });

    public VerticalLine VerticalLine(double x, float width = 2, Color? color = null, LinePattern pattern = default) =>
        Add(new VerticalLine { X = x, LineWidth = width, Color = color ?? GetNextColor(), LinePattern = pattern });

    public HorizontalLine HorizontalLine(double y, float width = 2, Color? color = null, LinePattern pattern = default) =>
        Add(new HorizontalLine { Y = y, LineWidth = width, Color = color ?? GetNextColor(), LinePattern = pattern });

    public Marker Marker(double x, double y, MarkerShape shape = MarkerShape.FilledCircle, float size = 10, Color? color = null) =>
        Add(new Marker { X = x, Y = y, Shape = shape, Size = size, Color = color ?? GetNextColor() });

    public LinePlot Line(double x1, double y1, double x2, double y2) => Line(new Coordinates(x1, y1), new Coordinates(x2, y2));

    public LinePlot Line(Coordinates start, Coordinates end) => Add(new LinePlot { Start = start, End = end, Color = GetNextColor() });

    public Rectangle Rectangle(double left, double right, double bottom, double top)
    {
        var color = GetNextColor();
        return Add(new Rectangle { X1 = left, X2 = right, Y1 = bottom, Y2 = top, LineColor = color, FillColor = color.WithAlpha(.5) });
    }

    public ErrorBar ErrorBar(IReadOnlyList<double> xs, IReadOnlyList<double> ys, IReadOnlyList<double> yErrors) =>
        Add(new ErrorBar(xs, ys, yErrors) { Color = GetNextColor() });

    public ImageRect ImageRect(Image image, CoordinateRect rect) => Add(new ImageRect { Image = image, Rect = rect });

    private T Add<T>(T plottable) where T : IPlottable
    {
        _plot.PlottableList.Add(plottable);
        return plottable;
    }
}
