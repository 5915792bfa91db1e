using ScottPlot.Rendering;

namespace ScottPlot.TickGenerators;

public class NumericFixedInterval(double interval = 1) : ITickSource
{
    private const int MostTicks = 10_000;

    public double Interval { get; set; } = interval;

    public Func<double, string> LabelFormatter { get; set; } = LabelFormatters.Numeric;

    public Tick[] Ticks { get; set; } = [];

    void ITickSource.Regenerate(AxisRange range, bool horizontal, double length, Func<string, PixelRect> bounds) =>
        Ticks = [.. TickSteps.Multiples(range, Interval).Take(MostTicks).Select(position => Tick.Major(position, LabelFormatter(position)))];
}
