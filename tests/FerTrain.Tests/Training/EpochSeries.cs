using FerTrain.Core.Config;
using FerTrain.Core.Runs;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Training;

/// <summary>A monitored quantity from epoch to epoch: coarse values, so that ties and exact deltas are common, and a few NaN.</summary>
internal sealed record EpochSeries(MonitoredMetric Monitor, double[] Values)
{
    public static Gen<EpochSeries> Any { get; } =
        from monitor in Gen.Elements(Enum.GetValues<MonitoredMetric>())
        from values in Gen.Frequency(
            (12, Gen.Choose(-8, 8).Select(v => v / 4.0)),
            (1, Gen.Elements(double.NaN, double.PositiveInfinity, double.NegativeInfinity))).ArrayOf()
        select new EpochSeries(monitor, values);

    public bool IsHigherBetter => Monitor is MonitoredMetric.ValAccuracy or MonitoredMetric.TrainAccuracy;

    /// <summary>The epochs; the quantities that are not monitored improve all the time.</summary>
    public IEnumerable<EpochMetrics> Epochs => Values.Select((value, i) => new EpochMetrics
    {
        Epoch = i + 1,
        LearningRate = 1,
        TrainLoss = Monitor == MonitoredMetric.TrainLoss ? value : -i,
        TrainAccuracy = Monitor == MonitoredMetric.TrainAccuracy ? value : i,
        ValLoss = Monitor == MonitoredMetric.ValLoss ? value : -i,
        ValAccuracy = Monitor == MonitoredMetric.ValAccuracy ? value : i,
        Seconds = 1,
        ImagesPerSecond = 1,
    });

    /// <summary>Keras's comparison: strictly beyond the best so far by more than an absolute delta.</summary>
    public bool Beats(double value, double best, double delta) => IsHigherBetter ? value - delta > best : value + delta < best;

    public double Worst => IsHigherBetter ? double.NegativeInfinity : double.PositiveInfinity;
}
