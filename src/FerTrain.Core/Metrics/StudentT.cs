namespace FerTrain.Core.Metrics;

/// <summary>Student's t distribution (Student, 1908) with a whole number of degrees of freedom.</summary>
internal static class StudentT
{
    private const double Level = 0.95;

    /// <summary>Gives half the width of the 95 % confidence interval of a mean; null for a single value.</summary>
    public static double? HalfWidth(MeanAndDeviation values, int count) =>
        values.StandardDeviation is { } deviation ? Quantile(count - 1) * deviation / Math.Sqrt(count) : null;

    /// <summary>Gives the number that the absolute value of t stays below with a probability of 95 %.</summary>
    public static double Quantile(int degrees)
    {
        var (low, high) = (0.0, 1000.0);
        while (high - low > 1e-12 * high)
        {
            var middle = (low + high) / 2;
            if (Within(middle, degrees) < Level) low = middle;
            else high = middle;
        }

        return high;
    }

    /// <summary>Gives the probability of |T| below t by the finite series of Abramowitz and Stegun, 26.7.3 and 26.7.4.</summary>
    internal static double Within(double t, int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degrees);
        var angle = Math.Atan(t / Math.Sqrt(degrees));
        var square = Math.Cos(angle) * Math.Cos(angle);
        var isOdd = degrees % 2 == 1;
        var term = isOdd ? Math.Cos(angle) : 1;
        var sum = degrees == 1 ? 0 : term;
        for (var k = isOdd ? 3 : 2; k < degrees; k += 2)
        {
            term *= square * (k - 1) / k;
            sum += term;
        }

        return isOdd ? 2 / Math.PI * (angle + Math.Sin(angle) * sum) : Math.Sin(angle) * sum;
    }
}
