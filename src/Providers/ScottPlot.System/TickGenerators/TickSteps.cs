namespace ScottPlot.TickGenerators;

/// <summary>The distances between ticks that people read easily: 1, 2, 2.5 and 5 times a power of ten.</summary>
internal static class TickSteps
{
    private static readonly (double Factor, int Minor)[] Mantissas = [(1, 5), (2, 4), (2.5, 5), (5, 5)];

    /// <summary>From fine to coarse, each with the number of parts that minor ticks divide it into.</summary>
    public static IEnumerable<(double Step, int Minor)> For(double span, bool integers)
    {
        var exponent = (int)Math.Floor(Math.Log10(span));
        for (var power = exponent - 2; power <= Math.Max(exponent, 0) + 1; power++)
            foreach (var (factor, minor) in Mantissas)
            {
                var step = power < 0 ? factor / Math.Pow(10, -power) : factor * Math.Pow(10, power);
                if (!integers) yield return (step, minor);
                else if (step >= 1 && step == Math.Truncate(step)) yield return (step, step == 1 ? 1 : step == 2 ? 2 : minor);
            }
    }

    /// <summary>Every multiple of a step that is seen, rounded so that 3 times 0.1 is 0.3.</summary>
    public static IEnumerable<double> Multiples(AxisRange range, double step)
    {
        var (low, high) = (Math.Min(range.Min, range.Max), Math.Max(range.Min, range.Max));
        var tolerance = (high - low) * 1e-9;
        var (first, last) = (Math.Ceiling((low - tolerance) / step), Math.Floor((high + tolerance) / step));
        // Far from zero the next multiple may be the same number, so the ticks are counted.
        for (var i = 0; i <= last - first; i++) yield return Rounded((first + i) * step, step);
    }

    public static int Count(AxisRange range, double step) => Multiples(range, step).Count();

    private static double Rounded(double value, double step)
    {
        var decimals = 2 - (int)Math.Floor(Math.Log10(step));
        // Adding zero turns -0 into 0.
        return 0.0 + (decimals is > 0 and <= 15 ? Math.Round(value, decimals) : value);
    }
}
