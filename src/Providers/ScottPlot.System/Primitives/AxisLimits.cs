namespace ScottPlot;

/// <summary>The part of the plane that is seen, or that data fills; NaN where it fills none.</summary>
public readonly struct AxisLimits(double left, double right, double bottom, double top)
{
    public double Left { get; } = left;

    public double Right { get; } = right;

    public double Bottom { get; } = bottom;

    public double Top { get; } = top;

    internal static AxisLimits None => new(double.NaN, double.NaN, double.NaN, double.NaN);

    /// <summary>The smallest limits that hold every finite number of the two sequences.</summary>
    internal static AxisLimits Around(IEnumerable<double> xs, IEnumerable<double> ys)
    {
        var (x, y) = (new AxisRange(), new AxisRange());
        foreach (var value in xs) x.Expand(value);
        foreach (var value in ys) y.Expand(value);
        return new(Finite(x.Min), Finite(x.Max), Finite(y.Min), Finite(y.Max));
    }

    private static double Finite(double value) => double.IsFinite(value) ? value : double.NaN;
}
