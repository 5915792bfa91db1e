namespace FerTrain.Core.Metrics;

/// <summary>How one of the checkpoints that were scored together does alone.</summary>
public sealed record MemberResult(string Checkpoint, double Accuracy)
{
    /// <summary>On the rows that no training has seen; null where there are none, or no training set to compare with.</summary>
    public double? LeakFreeAccuracy { get; init; }
}
