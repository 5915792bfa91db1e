using FerTrain.Core.Config;
using FerTrain.Core.Runs;
using FerTrain.Training;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Training;

[Collection(TestCollections.Libtorch)]
public class EarlyStoppingTests
{
    [Fact]
    public void Training_stops_after_the_first_run_of_patience_epochs_without_improvement() => Prop.ForAll(
        EpochSeries.Any.Zip(Gen.Choose(1, 4), (series, patience) => (series, patience)).Zip(Gen.Elements(0, 0.25)).ToArbitrary(),
        drawn =>
        {
            var ((series, patience), delta) = drawn;
            var stopping = new EarlyStopping(new() { Monitor = series.Monitor, Patience = patience, MinDelta = delta });
            var improvement = new Improvement(series.Monitor, delta);
            var improved = series.Epochs.Select(improvement.Update).ToArray();
            for (var epoch = 0; epoch < improved.Length; epoch++)
            {
                stopping.Update(series.Epochs.ElementAt(epoch)).ShouldBe(improved[epoch]);
                var stood = epoch + 1 >= patience && !improved[..(epoch + 1)].TakeLast(patience).Contains(true);
                stopping.IsOver.ShouldBe(stood);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Patience_0_never_stops()
    {
        var stopping = new EarlyStopping(new EarlyStoppingConfig { Patience = 0 });
        foreach (var metrics in new EpochSeries(Core.Config.MonitoredMetric.ValLoss, [1, 2, 2, 2, double.NaN]).Epochs)
        {
            _ = stopping.Update(metrics);
            stopping.IsOver.ShouldBeFalse();
        }
    }
}
