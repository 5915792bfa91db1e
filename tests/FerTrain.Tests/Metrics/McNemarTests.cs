using System.Text.Json;
using FerTrain.Core.Metrics;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Metrics;

public class McNemarTests
{
    public static TheoryData<Case> Cases => [.. Golden.Cases<Case>("mcnemar.json")];

    [Theory, MemberData(nameof(Cases))]
    public void The_p_value_is_that_of_scipy(Case expected)
    {
        var test = new McNemar(expected.OnlyFirst, expected.OnlySecond);
        JsonNamingPolicy.SnakeCaseLower.ConvertName($"{test.Method}").ShouldBe(expected.Method);
        (test.PValue / expected.PValue).ShouldBe(1, 1e-12);
    }

    [Fact]
    public void Few_discordant_rows_are_tossed_coins_all_counted() => Prop.ForAll(
        (from first in Gen.Choose(0, 12) from second in Gen.Choose(0, 12) where first + second < 16 select (first, second)).ToArbitrary(),
        pair =>
        {
            var coins = pair.first + pair.second;
            var fewest = Math.Min(pair.first, pair.second);
            var asExtreme = Enumerable.Range(0, 1 << coins).Count(toss =>
                int.PopCount(toss) <= fewest || int.PopCount(toss) >= coins - fewest);
            new McNemar(pair.first, pair.second).PValue.ShouldBe((double)asExtreme / (1 << coins), 1e-12);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Discordant_rows_are_those_that_one_model_alone_gets_right() => Labelled.Check(set =>
    {
        var random = new System.Collections.Generic.List<float>();
        for (var i = 0; i < set.Count; i++)
            random.AddRange(set.Probabilities[set.Count - 1 - i]);
        var first = set.ToPredictions();
        var second = first.WithProbabilities([.. random]);
        var (onlyFirst, onlySecond) = (0, 0);
        for (var i = 0; i < set.Count; i++)
        {
            var (a, b) = (set.Predicted(i) == set.Labels[i], set.Predicted(set.Count - 1 - i) == set.Labels[i]);
            if (a && !b) onlyFirst++;
            if (b && !a) onlySecond++;
        }

        McNemar.Of(first, second).ShouldBe(new McNemar(onlyFirst, onlySecond));
        McNemar.Of(second, first).PValue.ShouldBe(McNemar.Of(first, second).PValue);
    });

    [Fact]
    public void Rows_are_matched_in_their_order()
    {
        var first = new Predictions(2, [7, 8, 9], [0, 1, 0], [0.9f, 0.1f, 0.2f, 0.8f, 0.3f, 0.7f]);
        var second = new Predictions(2, [5, 3, 4], [0, 0, 1], [0.9f, 0.1f, 0.1f, 0.9f, 0.2f, 0.8f]);
        McNemar.Of(first, second).ShouldBe(new McNemar(1, 1));
    }

    [Theory]
    [InlineData(new[] { 7, 8 }, new[] { 1, 1 })]
    [InlineData(new[] { 7 }, new[] { 0 })]
    public void Other_truths_have_no_test(int[] rows, int[] labels)
    {
        var first = new Predictions(2, [7, 8], [0, 1], [1, 0, 0, 1]);
        var second = new Predictions(2, rows, labels, [.. rows.SelectMany(_ => new[] { 1f, 0f })]);
        Should.Throw<ArgumentException>(() => McNemar.Of(first, second));
    }

    [Fact]
    public void Equal_models_differ_by_chance() => new McNemar(0, 0).PValue.ShouldBe(1);

    public sealed record Case(int OnlyFirst, int OnlySecond, string Method, double PValue);
}
