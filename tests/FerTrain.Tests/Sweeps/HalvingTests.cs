using FerTrain.Core.Sweeps;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Sweeps;

public sealed class HalvingTests
{
    [Theory]
    [InlineData(20, 9, 3, "20@1 6@3 2@9")]
    [InlineData(20, 35, 3, "20@3 6@11 2@35")]
    [InlineData(16, 16, 2, "16@1 8@2 4@4 2@8 1@16")]
    [InlineData(6, 4, 2, "6@1 3@2 1@4")]
    [InlineData(6, 100, 3, "6@33 2@100")]
    [InlineData(2, 100, 3, "2@100")]
    [InlineData(100, 2, 3, "100@2")]
    public void The_rungs_follow_from_settings_and_epochs(int settings, int epochs, int factor, string expected) =>
        string.Join(' ', Halving.Rungs(settings, epochs, factor).Select(rung => $"{rung.Settings}@{rung.Epochs}")).ShouldBe(expected);

    [Fact]
    public void Each_rung_has_a_factors_part_of_the_settings_and_no_fewer_epochs_than_that_many_times_the_one_before() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Settings, byte Epochs, byte Factor)>(), c =>
        {
            var (settings, epochs, factor) = (1 + c.Settings, 1 + c.Epochs, 2 + c.Factor % 5);
            var rungs = Halving.Rungs(settings, epochs, factor);
            return rungs[0].Settings == settings && rungs[^1].Epochs == epochs && rungs.All(rung => rung.Settings >= 1 && rung.Epochs >= 1)
                && rungs.Zip(rungs.Skip(1)).All(pair => pair.Second.Settings == pair.First.Settings / factor && pair.First.Epochs == pair.Second.Epochs / factor)
                && (rungs[^1].Settings < factor || rungs[0].Epochs < factor); // no further rung fits
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_highest_scores_survive_the_first_of_equals_and_none_that_failed()
    {
        var scores = new Dictionary<int, double?> { [1] = 0.3, [2] = null, [3] = 0.5, [4] = 0.4, [5] = 0.4, [6] = 0.1 };

        Halving.Survivors(scores, 2).ShouldBe([3, 4]);
        Halving.Survivors(scores, 3).ShouldBe([3, 4, 5]);
        Halving.Survivors(scores, 6).ShouldBe([1, 3, 4, 5, 6]);
    }
}
