namespace FerTrain.Core.Metrics;

/// <summary>What is left without the rows whose image the model has seen in training; no accuracy where nothing is left.</summary>
public sealed record LeakFreeResult(int Samples, double? Accuracy)
{
    /// <param name="predictions">Of all rows.</param>
    /// <param name="leaked">Which of them the model has seen.</param>
    public static LeakFreeResult Of(Predictions predictions, IReadOnlyList<bool> leaked)
    {
        if (leaked.Count != predictions.Count)
            throw new ArgumentException($"Got {leaked.Count} leak flags for {predictions.Count} rows.", nameof(leaked));

        var kept = Enumerable.Range(0, predictions.Count).Where(i => !leaked[i]).ToArray();
        return new(kept.Length, kept.Length == 0 ? null : kept.Average(i => predictions.Predicted(i) == predictions.Label(i) ? 1.0 : 0.0));
    }
}
