using FerTrain.Core;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests;

public sealed class RandomStreamTests
{
    [Fact]
    public void Places_are_drawn_as_often_as_their_shares_say() =>
        Prop.ForAll(Gen.ArrayOf(Gen.Choose(0, 5), 8).Where(parts => parts.Sum() > 0).ToArbitrary(), parts =>
        {
            const int draws = 2000;
            float[] shares = [.. parts.Select(part => (float)part / parts.Sum())];
            var random = new Seeds(parts.Sum()).Stream("places");
            var drawn = new int[8];
            for (var i = 0; i < draws; i++)
                drawn[random.NextIndex(shares)]++;
            return drawn.Zip(shares).All(pair => pair.Second == 0 ? pair.First == 0
                : Math.Abs(pair.First - draws * pair.Second) <= 6 * Math.Sqrt(draws * pair.Second));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Shares_that_fall_short_of_1_never_draw_a_place_of_share_0()
    {
        var random = new Seeds(0).Stream("places");
        Enumerable.Range(0, 100).Select(_ => random.NextIndex([0, 0.4f, 0, 0.1f, 0])).Distinct().Order().ShouldBe([1, 3]);
    }
}
