using FerTrain.Core;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests;

public sealed class RandomStreamTests
{
    [Theory]
    [InlineData(0.1, 0.1)]
    [InlineData(0.4, 0.4)]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    [InlineData(30, 0.5)]
    public void Beta_draws_have_the_mean_and_the_variance_of_their_distribution(double alpha, double beta)
    {
        const int count = 20_000;
        var random = new Seeds(6).Stream("beta");
        double[] draws = [.. Enumerable.Range(0, count).Select(_ => random.NextBeta(alpha, beta))];
        var sum = alpha + beta;
        var (mean, variance) = (alpha / sum, alpha * beta / (sum * sum * (sum + 1)));

        draws.ShouldAllBe(draw => draw >= 0 && draw <= 1);
        draws.Average().ShouldBe(mean, 5 * Math.Sqrt(variance / count));
        draws.Average(draw => (draw - mean) * (draw - mean)).ShouldBe(variance, 0.05 * variance + 1e-5);
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1e9)]
    public void Beta_draws_of_extreme_shapes_are_numbers_on_their_side(double alpha)
    {
        var random = new Seeds(6).Stream("beta");
        double[] draws = [.. Enumerable.Range(0, 2000).Select(_ => random.NextBeta(alpha, alpha))];

        draws.ShouldAllBe(draw => draw >= 0 && draw <= 1);
        draws.Average().ShouldBe(0.5, 0.06);
        draws.Average(draw => Math.Abs(draw - 0.5)).ShouldBe(alpha < 1 ? 0.5 : 0, 0.01);
    }

    [Fact]
    public void Beta_of_one_and_one_is_uniform()
    {
        var random = new Seeds(6).Stream("beta");
        var tenths = new int[10];
        for (var i = 0; i < 10_000; i++)
            tenths[(int)(10 * random.NextBeta(1, 1))]++;

        tenths.ShouldAllBe(count => count > 850 && count < 1150); // 1000, five standard deviations either way
    }

    [Fact]
    public void Places_are_drawn_as_often_as_their_shares_say() =>
        Prop.ForAll(Gen.ArrayOf(Gen.Choose(0, 5), 8).Where(parts => parts.Sum() > 0).ToArbitrary(), parts =>
        {
            const int draws = 2000;
            float[] fractions = [.. parts.Select(part => (float)part / parts.Sum())];
            var random = new Seeds(parts.Sum()).Stream("places");
            var drawn = new int[8];
            for (var i = 0; i < draws; i++)
                drawn[random.NextIndex(fractions)]++;
            return drawn.Zip(fractions).All(pair => pair.Second == 0 ? pair.First == 0
                : Math.Abs(pair.First - draws * pair.Second) <= 6 * Math.Sqrt(draws * pair.Second));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Shares_that_fall_short_of_1_never_draw_a_place_of_share_0()
    {
        var random = new Seeds(0).Stream("places");
        Enumerable.Range(0, 100).Select(_ => random.NextIndex([0, 0.4f, 0, 0.1f, 0])).Distinct().Order().ShouldBe([1, 3]);
    }
}
