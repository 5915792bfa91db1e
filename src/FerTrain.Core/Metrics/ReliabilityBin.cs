namespace FerTrain.Core.Metrics;

/// <summary>The rows whose predicted class has a probability in one range.</summary>
/// <param name="Rows">How many they are.</param>
/// <param name="Correct">How many of them are predicted right.</param>
/// <param name="ConfidenceSum">The probabilities of their predicted classes, added up.</param>
public sealed record ReliabilityBin(int Rows, int Correct, double ConfidenceSum)
{
    /// <summary>NaN without rows, as is <see cref="Confidence"/>.</summary>
    public double Accuracy => (double)Correct / Rows;

    /// <summary>Mean probability of the predicted class.</summary>
    public double Confidence => ConfidenceSum / Rows;
}
