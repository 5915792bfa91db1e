using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace FerTrain.Tests.ScottPlot;

public sealed class TickTests
{
    [Fact]
    public void Automatic_ticks_are_few_evenly_spaced_and_inside_the_limits() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<PositiveInt>(), Gen.Choose(-6, 6).ToArbitrary(), (start, length, exponent) =>
        {
            var unit = Math.Pow(10, exponent);
            var (low, high) = (start * unit, (start + length.Get) * unit);
            var ticks = Major(low, high, new NumericAutomatic());
            var steps = ticks.Zip(ticks.Skip(1), (a, b) => b.Position - a.Position).ToArray();
            return ticks.Length is >= 3 and <= 12
                && ticks.All(tick => tick.Position >= low - 1e-6 * (high - low) && tick.Position <= high + 1e-6 * (high - low))
                && steps.All(step => Math.Abs(step - steps[0]) < 1e-6 * (high - low))
                && ticks.Select(tick => tick.Label).Distinct().Count() == ticks.Length;
        }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(60));

    [Theory]
    [InlineData(0, 1, "0 0.2 0.4 0.6 0.8 1")]
    [InlineData(0.3, 0.72, "0.3 0.4 0.5 0.6 0.7")]
    [InlineData(-60, 60, "-60 -40 -20 0 20 40 60")]
    [InlineData(0, 8000, "0 2,000 4,000 6,000 8,000")]
    public void Labels_are_the_numbers_that_people_count_in(double low, double high, string expected) =>
        string.Join(' ', Major(low, high, new NumericAutomatic()).Select(tick => tick.Label)).ShouldBe(expected);

    [Fact]
    public void Far_from_zero_the_ticks_still_come_to_an_end() => Major(1e17, 1e17 + 64, new NumericAutomatic()).Length.ShouldBeLessThan(13);

    [Theory]
    [InlineData(0.5, 3.5, "1 2 3")]
    [InlineData(0.5, 1.5, "1")]
    [InlineData(0.5, 60.5, "10 20 30 40 50 60")]
    public void Whole_numbers_only_leaves_out_the_rest(double low, double high, string expected)
    {
        var generator = new NumericAutomatic { IntegerTicksOnly = true };
        string.Join(' ', Major(low, high, generator).Select(tick => tick.Label)).ShouldBe(expected);
        generator.Ticks.ShouldAllBe(tick => tick.Position == Math.Truncate(tick.Position));
    }

    [Fact]
    public void Wide_labels_stand_further_apart() =>
        Major(0, 100, new NumericAutomatic { LabelFormatter = value => value.ToString("'a long label for '0", CultureInfo.InvariantCulture) }, horizontal: true)
            .Length.ShouldBe(3);

    [Fact]
    public void Ticks_set_by_hand_stay_where_they_are()
    {
        using var plot = new Plot();
        plot.Axes.Bottom.SetTicks([0, 2], ["zero", "two"]);
        plot.Axes.Bottom.TickGenerator.Ticks.Select(tick => (tick.Position, tick.Label, tick.IsMajor)).ShouldBe([(0, "zero", true), (2, "two", true)]);
        Should.Throw<ArgumentException>(() => plot.Axes.Bottom.SetTicks([0, 2], ["zero"]));
    }

    private static Tick[] Major(double low, double high, NumericAutomatic generator, bool horizontal = false)
    {
        using var plot = new Plot();
        plot.Axes.SetLimits(0, 1, 0, 1);
        if (horizontal) plot.Axes.SetLimitsX(low, high);
        else plot.Axes.SetLimitsY(low, high);
        (horizontal ? (IAxis)plot.Axes.Bottom : plot.Axes.Left).TickGenerator = generator;
        _ = plot.GetImage(400, 300);
        return [.. generator.Ticks.Where(tick => tick.IsMajor)];
    }
}
