namespace FerTrain.Core.Metrics;

/// <summary>The distribution that the p-value of McNemar's test comes from.</summary>
internal enum McNemarMethod
{
    /// <summary>Sums the tail of the binomial distribution.</summary>
    ExactBinomial,

    /// <summary>Takes the tail of the chi-square distribution, with Edwards's continuity correction.</summary>
    ChiSquare,
}

/// <summary>
/// McNemar's test (McNemar, 1947) of whether two models are right equally often. It counts the rows that only one of them
/// gets right; rows that both get right, or both get wrong, say nothing about it.
/// </summary>
internal sealed record McNemar(int OnlyFirst, int OnlySecond)
{
    private const int FewestForChiSquare = 25;

    public int Discordant => OnlyFirst + OnlySecond;

    public McNemarMethod Method => Discordant < FewestForChiSquare ? McNemarMethod.ExactBinomial : McNemarMethod.ChiSquare;

    /// <summary>The probability of so large a difference, or a larger one, where the models are equally good.</summary>
    public double PValue => Method == McNemarMethod.ExactBinomial ? Binomial() : ChiSquare.UpperTail(Statistic);

    private double Statistic
    {
        get
        {
            double corrected = Math.Max(Math.Abs(OnlyFirst - OnlySecond) - 1, 0);
            return corrected * corrected / Discordant;
        }
    }

    /// <summary>Tests two models on the same faces, which may have other rows in the data of one: they are paired in the order of the rows.</summary>
    /// <exception cref="ArgumentException">Their labels differ.</exception>
    public static McNemar Of(Predictions first, Predictions second)
    {
        if (!first.Answers.Select(answer => answer.Label).SequenceEqual(second.Answers.Select(answer => answer.Label)))
            throw new ArgumentException("The predictions are not of the same faces.", nameof(second));

        var answers = first.Answers.Zip(second.Answers, (one, other) => (one.IsRight, other.IsRight)).ToArray();
        return new(answers.Count(a => a is (true, false)), answers.Count(a => a is (false, true)));
    }

    /// <summary>Doubles the tail of fair coins, to 1 at most.</summary>
    private double Binomial()
    {
        var term = Math.Pow(0.5, Discordant);
        var tail = 0.0;
        for (var k = 0; k <= Math.Min(OnlyFirst, OnlySecond); k++)
        {
            tail += term;
            term *= (double)(Discordant - k) / (k + 1);
        }

        return Math.Min(2 * tail, 1);
    }
}

/// <summary>The chi-square distribution with one degree of freedom.</summary>
internal static class ChiSquare
{
    private const double Shape = 0.5; // chi-square at x is the gamma distribution of this shape at x / 2
    private const double Gamma = 1.7724538509055160273; // gamma(1/2), the square root of π
    private const double Accuracy = 1e-16;

    /// <summary>The probability of a value at least as large.</summary>
    public static double UpperTail(double value)
    {
        var x = value / 2;
        if (x <= 0) return 1;
        var scale = Math.Exp(-x) * Math.Pow(x, Shape) / Gamma;
        return x < Shape + 1 ? 1 - scale * Series(x) : scale / ContinuedFraction(x);
    }

    /// <summary>Sums the series of the lower incomplete gamma function: 1/a + x/(a(a+1)) + x²/(a(a+1)(a+2)) + …</summary>
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

    /// <summary>Evaluates the continued fraction of the upper incomplete gamma function by Lentz's method.</summary>
    private static double ContinuedFraction(double x)
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
