using FerTrain.Core.Config;
using FerTrain.Training;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Training;

[Collection(TestCollections.Libtorch)]
public class ReduceOnPlateauTests
{
    private static readonly Gen<SchedulerConfig> Configs =
        from factor in Gen.Elements(0.1, 0.5, 0.9)
        from patience in Gen.Choose(1, 4)
        from delta in Gen.Elements(0, 0.25)
        from cooldown in Gen.Choose(0, 3)
        from minLr in Gen.Elements(0, 0.05, 2)
        select new SchedulerConfig { Factor = factor, Patience = patience, MinDelta = delta, Cooldown = cooldown, MinLr = minLr };

    [Fact]
    public void Rates_are_those_of_keras() => Prop.ForAll(
        EpochSeries.Any.Zip(Configs).ToArbitrary(),
        drawn =>
        {
            var (series, config) = (drawn.Item1, drawn.Item2 with { Monitor = drawn.Item1.Monitor });
            Rates(series, config).ShouldBe(KerasRates(series, config));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_rate_drops_in_the_epoch_in_which_the_wait_reaches_the_patience() =>
        Rates(new(Core.Config.MonitoredMetric.ValLoss, [3, 3, 3, 3, 3, 3, 3]), new() { Patience = 2, Factor = 0.5 })
            .ShouldBe([1, 1, 0.5, 0.5, 0.25, 0.25, 0.125]);

    [Fact]
    public void A_cooldown_counts_nothing_and_the_minimum_holds() =>
        Rates(new(Core.Config.MonitoredMetric.ValLoss, [3, 3, 3, 3, 3, 3, 3]), new() { Patience = 1, Factor = 0.5, Cooldown = 2, MinLr = 0.4 })
            .ShouldBe([1, 0.5, 0.5, 0.4, 0.4, 0.4, 0.4]);

    private static double[] Rates(EpochSeries series, SchedulerConfig config)
    {
        var plateau = new ReduceOnPlateau(config, rate: 1);
        return
        [
            .. series.Epochs.Select(metrics =>
            {
                plateau.Update(metrics);
                return plateau.Rate;
            }),
        ];
    }

    /// <summary>
    /// The documented rule, epoch by epoch: a cooldown runs down first; an improvement starts the wait anew; outside a
    /// cooldown every other epoch lengthens it, and a wait of the patience lowers a rate that is above its minimum.
    /// </summary>
    private static double[] KerasRates(EpochSeries series, SchedulerConfig config)
    {
        var (rate, best, wait, cooldown) = (1.0, series.Worst, 0, 0);
        var rates = new List<double>();
        foreach (var value in series.Values)
        {
            if (cooldown > 0) (cooldown, wait) = (cooldown - 1, 0);
            if (series.Beats(value, best, config.MinDelta))
            {
                (best, wait) = (value, 0);
            }
            else if (cooldown == 0)
            {
                wait++;
                if (wait >= config.Patience && rate > config.MinLr)
                    (rate, cooldown, wait) = (Math.Max(rate * config.Factor, config.MinLr), config.Cooldown, 0);
            }

            rates.Add(rate);
        }

        return [.. rates];
    }
}
