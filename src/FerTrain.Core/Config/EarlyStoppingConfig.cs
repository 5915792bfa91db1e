namespace FerTrain.Core.Config;

/// <summary>The <c>early_stopping:</c> block, with the meaning of Keras's EarlyStopping in TensorFlow 2.</summary>
public sealed record EarlyStoppingConfig
{
    /// <summary>Quantity that must improve.</summary>
    public MonitoredMetric Monitor { get; init; } = MonitoredMetric.ValLoss;

    /// <summary>Epochs without improvement before training stops; 0 turns early stopping off.</summary>
    public int Patience { get; init; }

    /// <summary>Smallest absolute change that counts as an improvement.</summary>
    public double MinDelta { get; init; }

    /// <summary>Restore the weights of the best epoch when training stops early.</summary>
    public bool RestoreBest { get; init; }

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        if (Patience < 0) yield return new($"{at}.patience", Patience, "a whole number of at least 0");
        if (!(MinDelta >= 0 && double.IsFinite(MinDelta))) yield return new($"{at}.min_delta", MinDelta, "a number of at least 0");
    }
}
