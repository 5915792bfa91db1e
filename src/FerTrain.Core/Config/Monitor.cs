namespace FerTrain.Core.Config;

/// <summary>A quantity of an epoch that callbacks watch.</summary>
public enum Monitor
{
    ValLoss,
    ValAccuracy,
    TrainLoss,
    TrainAccuracy,
}
