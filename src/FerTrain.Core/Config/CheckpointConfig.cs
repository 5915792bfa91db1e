namespace FerTrain.Core.Config;

/// <summary>The <c>checkpoint:</c> block.</summary>
public sealed record CheckpointConfig
{
    /// <summary>Quantity whose best epoch is saved as best.pt.</summary>
    public MonitoredMetric Monitor { get; init; } = MonitoredMetric.ValAccuracy;

    /// <summary>best keeps best.pt and last.pt; improved keeps the file of each epoch that was the best so far, such as epoch_018.pt, beside them.</summary>
    public KeptCheckpoints Keep { get; init; } = KeptCheckpoints.Best;

    /// <summary>Epochs from one last.pt to the next; a killed run resumes from it, or from best.pt where that is newer. Ctrl-C and the end of training always write it.</summary>
    public int Every { get; init; } = 1;

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        if (Every < 1) yield return new($"{at}.every", Every, "a whole number of at least 1");
    }
}

/// <summary>Epochs whose checkpoints stay until the end.</summary>
public enum KeptCheckpoints
{
    Best,
    Improved,
}

/// <summary>The quantities of an epoch that callbacks monitor.</summary>
public enum MonitoredMetric
{
    ValLoss,
    ValAccuracy,
    TrainLoss,
    TrainAccuracy,
}

internal static class MonitoredMetrics
{
    public static bool IsOfValidation(this MonitoredMetric metric) => metric is MonitoredMetric.ValLoss or MonitoredMetric.ValAccuracy;
}
