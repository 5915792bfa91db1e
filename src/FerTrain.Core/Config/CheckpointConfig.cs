namespace FerTrain.Core.Config;

/// <summary>The <c>checkpoint:</c> block.</summary>
public sealed record CheckpointConfig
{
    /// <summary>The quantity whose best epoch is kept as best.pt.</summary>
    public Monitor Monitor { get; init; } = Monitor.ValAccuracy;
}
