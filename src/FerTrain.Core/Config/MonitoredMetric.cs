namespace FerTrain.Core.Config;

/// <summary>A quantity of an epoch that callbacks watch.</summary>
public enum MonitoredMetric
{
    ValLoss,
    ValAccuracy,
    TrainLoss,
    TrainAccuracy,
}
