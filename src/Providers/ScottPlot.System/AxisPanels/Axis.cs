using ScottPlot.Rendering;
using ScottPlot.TickGenerators;

namespace ScottPlot.AxisPanels;

/// <summary>An axis on any edge. Distances go outwards from the data area.</summary>
internal sealed class Axis(Edge edge) : IXAxis, IYAxis, IDrawnPanel
{
    private const double SizeWhenNoData = 15;
    private const double OutsideLabel = 4;
    private const double BetweenLabels = 5;

    public Edge Edge { get; } = edge;

    public bool IsVisible { get; set; } = true;

    public float MinimumSize { get; set; }

    public float MaximumSize { get; set; } = float.MaxValue;

    public AxisRange Range { get; } = new();

    public double Min { get => Range.Min; set => Range.Min = value; }

    public double Max { get => Range.Max; set => Range.Max = value; }

    public double Width => Range.Span;

    public double Height => Range.Span;

    public ITickGenerator TickGenerator { get; set; } = new NumericAutomatic();

    public LabelStyle Label { get; } = new()
    {
        FontSize = 16,
        Bold = true,
        Rotation = edge switch { Edge.Left => -90, Edge.Right => 90, _ => 0 },
        Alignment = edge == Edge.Bottom ? Alignment.LowerCenter : Alignment.UpperCenter,
    };

    public LabelStyle TickLabelStyle { get; set; } = new() { Alignment = Alignment.MiddleCenter };

    public TickMarkStyle MajorTickStyle { get; set; } = new() { Length = 4, Width = 1, Color = Colors.Black };

    public TickMarkStyle MinorTickStyle { get; set; } = new() { Length = 2, Width = 1, Color = Colors.Black };

    public LineStyle FrameLineStyle { get; } = new(1, Colors.Black);

    private bool IsHorizontal => Edge is Edge.Bottom or Edge.Top;

    private double ToTickLabel => MajorTickStyle.Length + (IsHorizontal ? 2 : 5);

    public IEnumerable<Tick> SeenTicks => TickGenerator.Ticks.Where(tick => Range.Contains(tick.Position));

    private IEnumerable<Tick> LabelledTicks =>
        TickLabelStyle.IsVisible ? SeenTicks.Where(tick => !string.IsNullOrWhiteSpace(tick.Label)) : [];

    public void SetTicks(double[] xs, string[] labels) => TickGenerator = new NumericManual(xs, labels);

    public double GetPixel(double position, PixelRect dataRect) => IsHorizontal
        ? dataRect.Left + (position - Min) / Range.Span * dataRect.Width
        : dataRect.Bottom - (position - Min) / Range.Span * dataRect.Height;

    public double Measure(Canvas canvas, PixelRect dataRect)
    {
        if (!IsVisible) return 0;
        if (!Range.HasBeenSet) return SizeWhenNoData;

        AlignTickLabels();
        if (TickGenerator is ITickSource source)
            source.Regenerate(Range, IsHorizontal, IsHorizontal ? dataRect.Width : dataRect.Height, text => canvas.Bounds(TickLabelStyle, text, 0, 0));
        var tickLabels = LabelledTicks
            .Select(tick => Outwards(canvas.Bounds(TickLabelStyle, tick.Label, 0, 0)))
            .DefaultIfEmpty(0).Max();
        var label = canvas.Measure(Label, Label.Text).Height;
        var room = label > 0 ? BetweenLabels + label + OutsideLabel : 2 * BetweenLabels;
        return ToTickLabel + tickLabels + room;
    }

    public IEnumerable<PixelRect> TickLabels(Canvas canvas, PixelRect dataRect, double offset) =>
        !IsVisible || !Range.HasBeenSet ? [] : LabelledTicks.Select(tick =>
        {
            var (x, y) = At(dataRect, offset + ToTickLabel, GetPixel(tick.Position, dataRect));
            return canvas.Bounds(TickLabelStyle, tick.Label, x, y);
        });

    public void Render(RenderPack rp, double size, double offset)
    {
        if (!IsVisible) return;

        var (x, y) = At(rp.DataRect, offset + size - OutsideLabel, IsHorizontal ? rp.DataRect.CentreX : rp.DataRect.CentreY);
        // Upright labels end where the title begins.
        var inside = IsHorizontal ? rp.FigureRect : rp.FigureRect with { Top = Math.Max(rp.FigureRect.Top, rp.DataRect.Top - SizeWhenNoData) };
        FittedLabel.Draw(rp.Canvas, Label, x, y, inside);
        if (Range.HasBeenSet)
            foreach (var tick in SeenTicks) RenderTick(rp, tick, offset);
        RenderFrame(rp, offset);
    }

    private void RenderTick(RenderPack rp, Tick tick, double offset)
    {
        var style = tick.IsMajor ? MajorTickStyle : MinorTickStyle;
        var along = GetPixel(tick.Position, rp.DataRect);
        var (x1, y1) = At(rp.DataRect, offset, along);
        var (x2, y2) = At(rp.DataRect, offset + style.Length, along);
        if (style.Length > 0) rp.Canvas.Stroke(x1, y1, x2, y2, new LineStyle(style.Width, style.Color));

        var (x, y) = At(rp.DataRect, offset + ToTickLabel, along);
        rp.Canvas.Draw(TickLabelStyle, tick.Label, x, y);
    }

    private void RenderFrame(RenderPack rp, double offset)
    {
        var data = rp.DataRect;
        var (x1, y1) = At(data, offset, IsHorizontal ? data.Left : data.Top);
        var (x2, y2) = At(data, offset, IsHorizontal ? data.Right : data.Bottom);
        rp.Canvas.StrokeEdge(x1, y1, x2, y2, FrameLineStyle);
    }

    // Labels that are not turned always face the axis, as in the real package.
    private void AlignTickLabels()
    {
        if (TickLabelStyle.Rotation != 0) return;
        TickLabelStyle.Alignment = Edge switch
        {
            Edge.Left => Alignment.MiddleRight,
            Edge.Right => Alignment.MiddleLeft,
            Edge.Bottom => Alignment.UpperCenter,
            _ => Alignment.LowerCenter,
        };
    }

    private double Outwards(PixelRect label) => Edge switch
    {
        Edge.Left => -label.Left,
        Edge.Right => label.Right,
        Edge.Bottom => label.Bottom,
        _ => -label.Top,
    };

    private (double X, double Y) At(PixelRect data, double distance, double along) => Edge switch
    {
        Edge.Left => (data.Left - distance, along),
        Edge.Right => (data.Right + distance, along),
        Edge.Bottom => (along, data.Bottom + distance),
        _ => (along, data.Top - distance),
    };
}
