using FerTrain.Core.Metrics;

namespace FerTrain.Core.Comparison;

/// <summary>McNemar's test of two runs that are scored on the same faces.</summary>
/// <param name="OnlyA">The number of faces that run A alone gets right.</param>
/// <param name="OnlyB">The number of faces that run B alone gets right.</param>
/// <param name="Difference">The accuracy of A less that of B.</param>
internal sealed record PairTest(string A, string B, int OnlyA, int OnlyB, double Difference, McNemarMethod Method, double PValue)
{
    private const double Level = 0.05;

    /// <summary>The p-value after Holm's correction for all tests of the comparison.</summary>
    public double AdjustedPValue { get; init; } = PValue;

    /// <summary>Names the seeds of both where nothing else differs between their configs; null otherwise.</summary>
    public IReadOnlyList<long>? Seeds { get; init; }

    /// <summary>Holds where a difference like this would be rare between equally good models, however many pairs were tested.</summary>
    public bool Significant => AdjustedPValue < Level;

    public static PairTest Of(string a, string b, Predictions first, Predictions second)
    {
        var test = McNemar.Of(first, second);
        var difference = (double)(test.OnlyFirst - test.OnlySecond) / first.Count;
        return new PairTest(a, b, test.OnlyFirst, test.OnlySecond, difference, test.Method, test.PValue);
    }

    /// <summary>Corrects the p-values of tests that are made together (Holm, 1979), so that all of them are right with the probability that one has.</summary>
    public static IReadOnlyList<PairTest> Corrected(IReadOnlyList<PairTest> tests)
    {
        var corrected = tests.ToArray();
        var largest = 0.0;
        foreach (var (rank, index) in Enumerable.Range(0, tests.Count).OrderBy(i => tests[i].PValue).Index())
        {
            largest = Math.Max(largest, Math.Min(1, (tests.Count - rank) * tests[index].PValue));
            corrected[index] = tests[index] with { AdjustedPValue = largest };
        }

        return corrected;
    }

    /// <summary>States the outcome in a sentence.</summary>
    public string Verdict()
    {
        if (Seeds is [var first, var second])
            return $"{A} and {B} are the same recipe, {(first == second ? $"seed {first} twice" : $"seeds {first} and {second}")}";
        if (OnlyA == OnlyB) return $"{A} and {B} are right equally often";
        var (better, worse) = OnlyA > OnlyB ? (A, B) : (B, A);
        return Significant ? $"{better} is better than {worse} on these faces" : $"The lead of {better} over {worse} may be noise";
    }
}
