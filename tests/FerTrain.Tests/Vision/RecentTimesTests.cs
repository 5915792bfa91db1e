using FerTrain.Vision;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Vision;

public sealed class RecentTimesTests
{
    [Fact]
    public void The_spread_divides_the_times_as_it_says() => Prop.ForAll(
        Gen.Choose(0, 1000).ListOf().Where(times => times.Count > 0).ToArbitrary(),
        milliseconds =>
        {
            var times = new RecentTimes();
            foreach (var time in milliseconds)
                times.Add(TimeSpan.FromMilliseconds(time));

            var spread = times.Spread()!;

            foreach (var (limit, fraction) in new[] { (spread.Median, 0.5), (spread.Percentile95, 0.95) })
            {
                milliseconds.ShouldContain((int)limit);
                milliseconds.Count(time => time <= limit).ShouldBeGreaterThanOrEqualTo((int)Math.Ceiling(fraction * milliseconds.Count));
                milliseconds.Count(time => time < limit).ShouldBeLessThan((int)Math.Ceiling(fraction * milliseconds.Count));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Old_times_are_forgotten_and_no_times_have_no_spread()
    {
        var times = new RecentTimes();
        times.Spread().ShouldBeNull();
        for (var i = 0; i < 20_000; i++)
            times.Add(TimeSpan.FromMilliseconds(i < 10_000 ? 5000 : 7));
        times.Spread().ShouldBe(new Spread(7, 7));
    }
}
