namespace FerTrain.Core.Runs;

/// <summary>Why training ended.</summary>
public enum StopReason
{
    LastEpoch,
    EarlyStopping,
}
