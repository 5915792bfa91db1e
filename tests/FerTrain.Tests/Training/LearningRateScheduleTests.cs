using FerTrain.Core.Config;
using FerTrain.Training;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Training;

[Collection(TestCollections.Libtorch)]
public class LearningRateScheduleTests
{
    private const double Lr = 0.5;

    private static readonly SchedulerName[] Falling = [SchedulerName.Step, SchedulerName.Exponential, SchedulerName.Cosine, SchedulerName.Polynomial];

    private static readonly Gen<Run> Runs =
        from name in Gen.Elements(Enum.GetValues<SchedulerName>())
        from epochs in Gen.Choose(1, 6)
        from updates in Gen.Choose(1, 7)
        from factor in Gen.Elements(0.1, 0.5, 0.9)
        from minLr in Gen.Elements(0, 0.01, 2)
        from stepEpochs in Gen.Choose(1, 3)
        from power in Gen.Elements(0.5, 1, 2)
        from peakAt in Gen.Elements(0.1, 0.3, 0.9)
        select new Run(epochs, updates, new SchedulerConfig
        {
            Name = name,
            Factor = factor,
            MinLr = minLr,
            StepSize = stepEpochs,
            Power = power,
            PctStart = peakAt,
            DivFactor = 10,
        });

    [Fact]
    public void Each_rule_is_its_closed_form() => Prop.ForAll(Runs.ToArbitrary(), run =>
    {
        var config = run.Config;
        var lowest = Math.Min(config.MinLr, Lr);
        var last = run.Epochs * run.UpdatesPerEpoch - 1;
        run.Rates().ShouldBe(Enumerable.Range(0, last + 1).Select(update =>
        {
            var (epoch, done) = (update / run.UpdatesPerEpoch, last == 0 ? 0 : (double)update / last);
            return config.Name switch
            {
                SchedulerName.Step => Math.Max(lowest, Lr * Math.Pow(config.Factor, Math.Floor((double)epoch / config.StepSize))),
                SchedulerName.Exponential => Math.Max(lowest, Lr * Math.Pow(config.Factor, epoch)),
                SchedulerName.Cosine => lowest + (Lr - lowest) * Math.Pow(Math.Cos(Math.PI * done / 2), 2),
                SchedulerName.Polynomial => lowest + (Lr - lowest) * Math.Pow(1 - done, config.Power),
                SchedulerName.OneCycle when done < config.PctStart =>
                    Lr / 10 + (Lr - Lr / 10) * Math.Pow(Math.Sin(Math.PI * done / config.PctStart / 2), 2),
                SchedulerName.OneCycle => lowest + (Lr - lowest) * Math.Pow(Math.Cos(Math.PI * (done - config.PctStart) / (1 - config.PctStart) / 2), 2),
                _ => Lr,
            };
        }), 1e-12, $"{run}");
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Rates_stay_between_their_bounds_and_fall_all_the_time_but_in_one_cycle() => Prop.ForAll(Runs.ToArbitrary(), run =>
    {
        var rates = run.Rates();
        var lowest = run.Config.Name == SchedulerName.OneCycle ? Math.Min(run.Config.MinLr, Lr / 10) : Math.Min(run.Config.MinLr, Lr);
        rates.ShouldAllBe(rate => rate >= lowest && rate <= Lr, $"{run}");
        if (Falling.Contains(run.Config.Name)) rates.ShouldBe(rates.OrderDescending());
        if (run.Config.Name == SchedulerName.OneCycle) rates.SkipWhile((rate, i) => i + 1 < rates.Length && rate < rates[i + 1]).ShouldBeInOrder(SortDirection.Descending);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(SchedulerName.Cosine)]
    [InlineData(SchedulerName.Polynomial)]
    [InlineData(SchedulerName.OneCycle)]
    public void Rules_over_steps_end_at_the_lowest_rate_exactly(SchedulerName name) =>
        new Run(3, 5, new SchedulerConfig { Name = name, MinLr = 0.01 }).Rates()[^1].ShouldBe(0.01);

    [Fact]
    public void One_cycle_starts_at_its_share_and_peaks_where_it_was_told()
    {
        var rates = new Run(3, 7, new SchedulerConfig { Name = SchedulerName.OneCycle, PctStart = 0.25, DivFactor = 4 }).Rates();
        (rates[0], rates[5], rates.Max()).ShouldBe((Lr / 4, Lr, Lr));
    }

    [Fact]
    public void A_warm_up_rises_in_a_straight_line_to_whatever_the_rule_says() => Prop.ForAll(
        Runs.Zip(Gen.Elements(0.1, 0.5, 1.5, 2, 9)).ToArbitrary(),
        drawn =>
        {
            var (run, epochs) = drawn;
            var warm = run with { Config = run.Config with { WarmupEpochs = epochs } };
            var fraction = run.Config.Name == SchedulerName.OneCycle
                ? run.Rates()
                : [.. run.Rates().Select((rate, update) => rate * Math.Min(1, (update + 1) / (epochs * run.UpdatesPerEpoch)))];
            warm.Rates().ShouldBe(fraction, 1e-12, $"{run}");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_plateau_lowers_the_rate_of_the_epochs_after_it_and_says_so()
    {
        var schedule = new Run(9, 2, new SchedulerConfig { Name = SchedulerName.Plateau, Patience = 1, Factor = 0.5 }).Schedule();
        var epochs = new EpochSeries(MonitoredMetric.ValLoss, [3, 3, 2]).Epochs.ToArray();
        schedule.Drop(epochs[0]).ShouldBeNull();
        schedule.Drop(epochs[1]).ShouldBe((Lr, Lr / 2));
        schedule.Drop(epochs[2]).ShouldBeNull();
        schedule.Rate(6, 2).ShouldBe(Lr / 2);
    }

    [Fact]
    public void Steps_say_when_they_drop_and_smooth_rules_say_nothing()
    {
        var epochs = new EpochSeries(MonitoredMetric.ValLoss, [3, 3, 3, 3]).Epochs.ToArray();
        foreach (var name in Enum.GetValues<SchedulerName>().Except([SchedulerName.Plateau]))
        {
            var schedule = new Run(9, 2, new SchedulerConfig { Name = name, StepSize = 2, Factor = 0.5, Patience = 1 }).Schedule();
            epochs.Select(schedule.Drop).ShouldBe(
                name == SchedulerName.Step ? [null, (Lr, Lr / 2), null, (Lr / 2, Lr / 4)] : new (double, double)?[4], $"{name}");
        }
    }

    private sealed record Run(int Epochs, int UpdatesPerEpoch, SchedulerConfig Config)
    {
        public LearningRateSchedule Schedule() => new(new RunConfig
        {
            Scheduler = Config,
            Optimizer = new OptimizerConfig { Lr = Lr },
            Train = new TrainConfig { Epochs = Epochs },
        });

        public double[] Rates()
        {
            var schedule = Schedule();
            return [.. Enumerable.Range(0, Epochs * UpdatesPerEpoch).Select(update => schedule.Rate(update, UpdatesPerEpoch))];
        }
    }
}
