namespace ScottPlot;

public readonly struct Range
{
    public Range(double min, double max)
    {
        if (!double.IsFinite(min)) throw new ArgumentException($"{nameof(min)} must be a real number");
        if (!double.IsFinite(max)) throw new ArgumentException($"{nameof(max)} must be a real number");
        if (min > max) throw new ArgumentException($"{nameof(min)} must be at most {nameof(max)}");
        (Min, Max) = (min, max);
    }

    public double Min { get; }

    public double Max { get; }

    internal static Range Of(double[,] values)
    {
        var range = new AxisRange();
        foreach (var value in values) range.Expand(value);
        return new(range.Min, range.Max);
    }
}
