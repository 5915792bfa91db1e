using FerTrain.Core.Metrics;

namespace FerTrain.Core.Comparison;

/// <summary>McNemar's test of two runs that answered the same faces.</summary>
/// <param name="OnlyA">Faces that run A alone gets right.</param>
/// <param name="OnlyB">Faces that run B alone gets right.</param>
/// <param name="Difference">Accuracy of A less that of B.</param>
public sealed record PairTest(string A, string B, int OnlyA, int OnlyB, double Difference, McNemarMethod Method, double PValue)
{
    private const double Level = 0.05;

    /// <summary>Whether a difference like this would be rare between models that are equally good.</summary>
    public bool Significant => PValue < Level;

    public static PairTest Of(string a, string b, Predictions first, Predictions second)
    {
        var test = McNemar.Of(first, second);
        var difference = (double)(test.OnlyFirst - test.OnlySecond) / first.Count;
        return new PairTest(a, b, test.OnlyFirst, test.OnlySecond, difference, test.Method, test.PValue);
    }

    /// <summary>What the test says, in a sentence.</summary>
    public string Verdict()
    {
        if (OnlyA == OnlyB) return $"{A} and {B} are right equally often";
        var (better, worse) = OnlyA > OnlyB ? (A, B) : (B, A);
        return Significant ? $"{better} is better than {worse} on these faces" : $"The lead of {better} over {worse} may be noise";
    }
}
