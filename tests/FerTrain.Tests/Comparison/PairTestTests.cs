using FerTrain.Core.Comparison;
using FerTrain.Core.Metrics;

namespace FerTrain.Tests.Comparison;

public sealed class PairTestTests
{
    /// <summary>The example of R's <c>p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")</c>.</summary>
    [Fact]
    public void P_values_are_corrected_as_R_does() =>
        Adjusted(0.01, 0.04, 0.03, 0.005).ShouldBe([0.03, 0.06, 0.06, 0.02], 1e-12);

    [Fact]
    public void One_test_needs_no_correction_and_none_exceeds_one()
    {
        Adjusted(0.04).ShouldBe([0.04]);
        Adjusted(0.5, 0.9).ShouldBe([1, 1]);
        Adjusted().ShouldBeEmpty();
    }

    [Fact]
    public void A_difference_that_only_one_test_among_many_shows_is_no_difference()
    {
        var alone = Test(0.04);
        alone.Verdict().ShouldBe("b is better than a on these faces");
        PairTest.Corrected([alone, Test(0.5)])[0].Verdict().ShouldBe("The lead of b over a may be noise");
    }

    [Theory]
    [InlineData(0, 1, "a and b are the same recipe, seeds 0 and 1")]
    [InlineData(3, 3, "a and b are the same recipe, seed 3 twice")]
    public void Seeds_of_one_recipe_are_not_better_than_each_other(long first, long second, string verdict) =>
        (Test(0.001) with { Seeds = [first, second] }).Verdict().ShouldBe(verdict);

    private static double[] Adjusted(params double[] values) => [.. PairTest.Corrected([.. values.Select(Test)]).Select(test => test.AdjustedPValue)];

    private static PairTest Test(double p) => new("a", "b", 1, 10, -0.1, McNemarMethod.ExactBinomial, p);
}
