using FerTrain.Core.Config;
using FerTrain.Core.Runs;

namespace FerTrain.Training;

/// <summary>Keras's EarlyStopping: stops once the monitored value has waited <c>patience</c> epochs.</summary>
internal sealed class EarlyStopping(EarlyStoppingConfig config)
{
    public Improvement Improvement { get; } = new(config.Monitor, config.MinDelta);

    public int Wait { get; set; }

    public bool IsOver => config.Patience > 0 && Wait >= config.Patience;

    /// <summary>Takes the epoch in, and answers whether it is the best so far.</summary>
    public bool Update(EpochMetrics metrics)
    {
        var improved = Improvement.Update(metrics);
        Wait = improved ? 0 : Wait + 1;
        return improved;
    }
}

/// <summary>Keeps the best value of a monitored quantity so far, by Keras's rule: a change counts when it exceeds an absolute delta.</summary>
internal sealed class Improvement(MonitoredMetric monitor, double minDelta)
{
    private bool IsHigherBetter => monitor is MonitoredMetric.ValAccuracy or MonitoredMetric.TrainAccuracy;

    /// <summary>Infinitely bad before the first epoch.</summary>
    public double Best { get; set; } = monitor is MonitoredMetric.ValAccuracy or MonitoredMetric.TrainAccuracy ? double.NegativeInfinity : double.PositiveInfinity;

    /// <summary>Takes the epoch in, and answers whether it is the best so far.</summary>
    public bool Update(EpochMetrics metrics)
    {
        var value = Value(metrics);
        var improved = IsHigherBetter ? value > Best + minDelta : value < Best - minDelta;
        if (improved) Best = value;
        return improved;
    }

    private double Value(EpochMetrics metrics) => monitor switch
    {
        MonitoredMetric.ValLoss => metrics.ValLoss,
        MonitoredMetric.ValAccuracy => metrics.ValAccuracy,
        MonitoredMetric.TrainLoss => metrics.TrainLoss,
        MonitoredMetric.TrainAccuracy => metrics.TrainAccuracy,
        var other => throw new ArgumentOutOfRangeException(nameof(metrics), other, null),
    };
}
