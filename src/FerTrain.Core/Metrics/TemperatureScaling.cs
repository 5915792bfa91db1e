namespace FerTrain.Core.Metrics;

/// <summary>
/// Temperature scaling (Guo et al., 2017) divides the logits by one number that is fitted on a validation set.
/// Logarithms of probabilities serve as logits, from which they differ by a constant in each row.
/// </summary>
internal static class TemperatureScaling
{
    /// <summary>The bounds of the temperature; for a model without a mistake, or worse than chance, the loss has no minimum.</summary>
    public const double Lowest = 0.01, Highest = 100;

    private const int Halvings = 36; // of a range of 9.2: ten digits

    // The least normal float; smaller probabilities have lost digits.
    private const float Smallest = 1.17549435e-38f;

    /// <summary>Finds the temperature with the least mean negative log-likelihood.</summary>
    public static double Fit(Predictions validation)
    {
        var logits = Enumerable.Range(0, validation.Count).Select(i => Logits(validation, i)).ToArray();
        var (low, high) = (Math.Log(Lowest), Math.Log(Highest));
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            // The loss is convex in 1/T, so its slope there has one change of sign.
            if (Slope(logits, validation, Math.Exp(-middle)) < 0) high = middle;
            else low = middle;
        }

        return Math.Exp((low + high) / 2);
    }

    /// <summary>Gives the model's probabilities at a temperature.</summary>
    public static Predictions Apply(Predictions predictions, double temperature) => predictions.WithProbabilities(
    [
        .. Enumerable.Range(0, predictions.Count)
            .SelectMany(i => Softmax(Logits(predictions, i), 1 / temperature).Select(p => (float)p)),
    ]);

    /// <summary>The derivative of the summed loss by 1/T: the expected logit less that of the true class.</summary>
    private static double Slope(double[][] logits, Predictions validation, double inverse)
    {
        var slope = 0.0;
        for (var i = 0; i < logits.Length; i++)
        {
            var probabilities = Softmax(logits[i], inverse);
            slope -= logits[i][validation.Label(i)];
            for (var c = 0; c < probabilities.Length; c++)
                slope += probabilities[c] * logits[i][c];
        }

        return slope;
    }

    private static double[] Logits(Predictions predictions, int i) =>
        Array.ConvertAll(predictions.Probabilities(i).ToArray(), p => Math.Log(Math.Max(p, Smallest)));

    private static double[] Softmax(double[] logits, double inverse)
    {
        var greatest = logits.Max();
        var powers = Array.ConvertAll(logits, z => Math.Exp((z - greatest) * inverse));
        var sum = powers.Sum();
        return Array.ConvertAll(powers, p => p / sum);
    }
}
