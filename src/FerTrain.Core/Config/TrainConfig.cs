namespace FerTrain.Core.Config;

/// <summary>The <c>train:</c> block.</summary>
public sealed record TrainConfig
{
    /// <summary>Passes over the training rows, at most.</summary>
    public int Epochs { get; init; } = 35;

    /// <summary>Pictures a step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Seed of the initial weights, the order of rows, augmentation and dropout.</summary>
    public long Seed { get; init; }

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        if (Epochs < 1) yield return new($"{at}.epochs", Epochs, "a whole number of at least 1");
        if (BatchSize < 1) yield return new($"{at}.batch_size", BatchSize, "a whole number of at least 1");
    }
}
