using FerTrain.Core.Metrics;

namespace FerTrain.Tests.Metrics;

public sealed class MeanAndDeviationTests
{
    [Fact]
    public void The_deviation_is_that_of_a_sample() => MeanAndDeviation.Of([2, 4, 4, 4, 5, 5, 7, 9]).ShouldBe(new(5, Math.Sqrt(32.0 / 7)));

    [Fact]
    public void One_value_has_none() => MeanAndDeviation.Of([0.7]).ShouldBe(new(0.7, null));
}
