using FerTrain.Core.Config;
using FerTrain.Core.Runs;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Training;

public class ImprovementTests
{
    [Fact]
    public void An_epoch_improves_when_it_beats_every_earlier_improvement_by_more_than_the_delta() => Prop.ForAll(
        EpochSeries.Any.Zip(Gen.Elements(0, 0.25, 0.5)).ToArbitrary(),
        drawn =>
        {
            var (series, delta) = drawn;
            var improvement = new Improvement(series.Monitor, delta);
            var records = new List<double> { series.Worst };
            foreach (var (metrics, value) in series.Epochs.Zip(series.Values))
            {
                var expected = series.Beats(value, records[^1], delta);
                if (expected) records.Add(value);
                improvement.Update(metrics).ShouldBe(expected);
                improvement.Best.ShouldBe(records[^1]);
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(MonitoredMetric.ValLoss, false)]
    [InlineData(MonitoredMetric.TrainLoss, false)]
    [InlineData(MonitoredMetric.ValAccuracy, true)]
    [InlineData(MonitoredMetric.TrainAccuracy, true)]
    public void Losses_improve_downwards_and_accuracies_upwards(MonitoredMetric monitor, bool isUp)
    {
        var series = new EpochSeries(monitor, [1, 2, 0]);
        var improvement = new Improvement(monitor, minDelta: 0);
        series.Epochs.Select(improvement.Update).ShouldBe([true, isUp, !isUp]);
    }

    [Fact]
    public void NaN_is_never_an_improvement_and_the_same_value_is_none()
    {
        var series = new EpochSeries(MonitoredMetric.ValLoss, [double.NaN, 1, 1, double.NaN, 0.5]);
        var improvement = new Improvement(MonitoredMetric.ValLoss, minDelta: 0);
        series.Epochs.Select(improvement.Update).ShouldBe([false, true, false, false, true]);
        Improvement.BestOf(series.Epochs, MonitoredMetric.ValLoss).ShouldBe(series.Epochs.Last());
        Improvement.BestOf([], MonitoredMetric.ValLoss).ShouldBeNull();
    }
}
