using FerTrain.Core.Config;

namespace FerTrain.Core.Runs;

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

    /// <summary>Finds the best epoch; null before there is one.</summary>
    public static EpochMetrics? BestOf(IEnumerable<EpochMetrics> history, MonitoredMetric monitor, double minDelta = 0)
    {
        var (improvement, best) = (new Improvement(monitor, minDelta), default(EpochMetrics));
        foreach (var epoch in history)
            if (improvement.Update(epoch)) best = epoch;
        return best;
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
