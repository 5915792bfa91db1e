namespace FerTrain.Core.Metrics;

/// <summary>Scores of the probabilities themselves: log loss and calibration.</summary>
internal static class ProbabilityScores
{
    private const int Bins = 15;
    private const double Epsilon = 1.0 / (1 << 23); // the spacing of 32-bit floats at 1, which the probabilities are

    /// <summary>
    /// Mean negative logarithm of the true class's probability, the row clipped away from 0 and 1 and made to
    /// sum to 1 as scikit-learn's <c>log_loss</c> does.
    /// </summary>
    public static double LogLoss(Predictions predictions)
    {
        var total = 0.0;
        for (var i = 0; i < predictions.Count; i++)
        {
            var sum = 0.0;
            foreach (var probability in predictions.Probabilities(i))
                sum += Clip(probability);
            total -= Math.Log(Clip(predictions.Probabilities(i)[predictions.Label(i)]) / sum);
        }

        return total / predictions.Count;
    }

    /// <summary>
    /// Expected calibration error (Guo et al., 2017): the gap between confidence and accuracy in 15 bins of equal
    /// width, weighted by their rows.
    /// </summary>
    public static double ExpectedCalibrationError(Predictions predictions) =>
        ReliabilityBins(predictions).Sum(bin => Math.Abs(bin.Correct - bin.ConfidenceSum)) / predictions.Count;

    /// <summary>Sorts the rows into 15 bins by the probability of the predicted class.</summary>
    public static IReadOnlyList<ReliabilityBin> ReliabilityBins(Predictions predictions)
    {
        var bins = new ReliabilityBin[Bins];
        Array.Fill(bins, new(0, 0, 0));
        for (var i = 0; i < predictions.Count; i++)
        {
            var predicted = predictions.Predicted(i);
            double confidence = predictions.Probabilities(i)[predicted];
            ref var bin = ref bins[Math.Clamp((int)(confidence * Bins), 0, Bins - 1)];
            bin = new(bin.Rows + 1, bin.Correct + (predicted == predictions.Label(i) ? 1 : 0), bin.ConfidenceSum + confidence);
        }

        return bins;
    }

    private static double Clip(double probability) => Math.Clamp(probability, Epsilon, 1 - Epsilon);
}

/// <summary>The rows whose predicted class has a probability in one range.</summary>
/// <param name="Rows">Their number.</param>
/// <param name="Correct">The number of them that are predicted right.</param>
/// <param name="ConfidenceSum">The sum of the probabilities of their predicted classes.</param>
internal sealed record ReliabilityBin(int Rows, int Correct, double ConfidenceSum)
{
    /// <summary>NaN without rows, as is <see cref="Confidence"/>.</summary>
    public double Accuracy => (double)Correct / Rows;

    /// <summary>Mean probability of the predicted class.</summary>
    public double Confidence => ConfidenceSum / Rows;
}
