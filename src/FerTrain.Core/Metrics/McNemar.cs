namespace FerTrain.Core.Metrics;

/// <summary>How the p-value of McNemar's test was found.</summary>
public enum McNemarMethod
{
    /// <summary>From the binomial distribution itself.</summary>
    ExactBinomial,

    /// <summary>From the chi-square distribution, with Edwards's continuity correction.</summary>
    ChiSquare,
}

/// <summary>
/// McNemar's test (McNemar, 1947) of whether two models are right equally often: rows that both get right, or both get
/// wrong, say nothing about that, so it looks at those that one of them alone gets right.
/// </summary>
public sealed record McNemar(int OnlyFirst, int OnlySecond)
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

    /// <summary>Whether two sets of answers are to the same rows with the same truth.</summary>
    public static bool Applies(Predictions first, Predictions second) => Rows(first).SequenceEqual(Rows(second));

    public static McNemar Of(Predictions first, Predictions second)
    {
        if (!Applies(first, second))
            throw new ArgumentException("The predictions are not of the same rows.", nameof(second));

        var answers = Right(first).Zip(Right(second)).ToArray();
        return new(answers.Count(a => a is (true, false)), answers.Count(a => a is (false, true)));
    }

    private static IEnumerable<(int Row, int Label)> Rows(Predictions predictions) =>
        InOrder(predictions).Select(i => (predictions.Row(i), predictions.Label(i)));

    private static IEnumerable<bool> Right(Predictions predictions) =>
        InOrder(predictions).Select(i => predictions.Predicted(i) == predictions.Label(i));

    private static IEnumerable<int> InOrder(Predictions predictions) =>
        Enumerable.Range(0, predictions.Count).OrderBy(predictions.Row);

    /// <summary>Twice the tail of fair coins, at most 1.</summary>
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
