namespace ScottPlot;

/// <summary>The ends of an axis; the first is the larger where the axis is inverted.</summary>
internal sealed class AxisRange
{
    public double Min { get; set; } = double.PositiveInfinity;

    public double Max { get; set; } = double.NegativeInfinity;

    public double Span => Max - Min;

    public double Centre => (Min + Max) / 2;

    public bool HasBeenSet => double.IsFinite(Span) && Span != 0;

    public void Set(double min, double max) => (Min, Max) = (min, max);

    public void Reset() => Set(double.PositiveInfinity, double.NegativeInfinity);

    public void Expand(double value)
    {
        if (!double.IsFinite(value)) return;
        if (!(value >= Min)) Min = value;
        if (!(value <= Max)) Max = value;
    }

    /// <summary>Whether a position is seen, with room for the rounding of a sum of steps.</summary>
    public bool Contains(double position)
    {
        var tolerance = Math.Abs(Span) * 1e-9;
        return position >= Math.Min(Min, Max) - tolerance && position <= Math.Max(Min, Max) + tolerance;
    }
}
