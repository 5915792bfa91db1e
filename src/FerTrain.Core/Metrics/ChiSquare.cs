namespace FerTrain.Core.Metrics;

/// <summary>The chi-square distribution with one degree of freedom.</summary>
internal static class ChiSquare
{
    private const double Shape = 0.5; // of the gamma distribution that it is, at half its value
    private const double Gamma = 1.7724538509055160273; // of the shape: the square root of π
    private const double Accuracy = 1e-16;

    /// <summary>The probability of a value at least as large.</summary>
    public static double UpperTail(double value)
    {
        var x = value / 2;
        if (x <= 0) return 1;
        var scale = Math.Exp(-x) * Math.Pow(x, Shape) / Gamma;
        return x < Shape + 1 ? 1 - scale * Series(x) : scale / Fraction(x);
    }

    /// <summary>Of the lower incomplete gamma function: 1/a + x/(a(a+1)) + x²/(a(a+1)(a+2)) + …</summary>
    private static double Series(double x)
    {
        var term = 1 / Shape;
        var sum = term;
        for (var n = 1; term > Accuracy * sum; n++)
        {
            term *= x / (Shape + n);
            sum += term;
        }

        return sum;
    }

    /// <summary>The continued fraction of the upper incomplete gamma function, by Lentz's method.</summary>
    private static double Fraction(double x)
    {
        var b = x + 1 - Shape;
        var (value, c, d) = (b, b, 0.0);
        for (var n = 1; ; n++)
        {
            var a = n * (Shape - n);
            b += 2;
            d = 1 / (b + a * d);
            c = b + a / c;
            value *= c * d;
            if (Math.Abs(c * d - 1) < 10 * Accuracy) return value;
        }
    }
}
