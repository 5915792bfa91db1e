using ScottPlot.Rendering;

namespace ScottPlot.TickGenerators;

public class NumericAutomatic : ITickSource
{
    private const int FewestTicks = 3;
    private const int MostTicks = 11;

    public Tick[] Ticks { get; set; } = [];

    public bool IntegerTicksOnly { get; set; }

    public Func<double, string> LabelFormatter { get; set; } = LabelFormatters.Numeric;

    void ITickSource.Regenerate(AxisRange range, bool horizontal, double length, Func<string, PixelRect> bounds)
    {
        var (step, minor) = Choose(range, horizontal, length, bounds);
        var minorStep = step / minor;
        var majors = TickSteps.Multiples(range, step).Select(position => Tick.Major(position, LabelFormatter(position)));
        var minors = TickSteps.Multiples(range, minorStep)
            .Where(position => Math.Abs(Math.IEEERemainder(position, step)) > minorStep / 2)
            .Select(Tick.Minor);
        Ticks = [.. majors, .. minors];
    }

    // The finest step whose labels have air between them; where that leaves too few, the coarsest that gives enough.
    private (double Step, int Minor) Choose(AxisRange range, bool horizontal, double length, Func<string, PixelRect> bounds)
    {
        var steps = TickSteps.For(Math.Abs(range.Span), IntegerTicksOnly)
            .Where(candidate => Math.Abs(range.Span) / candidate.Step <= MostTicks)
            .ToArray();
        var roomy = Array.FindIndex(steps, candidate => HasRoom(candidate.Step, air: horizontal ? 2.5 : 3));
        if (roomy < 0) roomy = steps.Length - 1;
        var chosen = roomy;
        while (chosen > 0 && TickSteps.Count(range, steps[chosen].Step) < FewestTicks) chosen--;
        while (chosen < roomy && !HasRoom(steps[chosen].Step, air: 0.2)) chosen++;
        return steps[chosen];

        bool HasRoom(double step, double air)
        {
            var labels = TickSteps.Multiples(range, step).Select(position => bounds(LabelFormatter(position))).ToArray();
            if (labels.Length == 0) return true;
            var (size, em) = (labels.Max(label => horizontal ? label.Width : label.Height), bounds("0").Height);
            return step / Math.Abs(range.Span) * length >= size + em * (horizontal ? air : air - 1);
        }
    }
}
