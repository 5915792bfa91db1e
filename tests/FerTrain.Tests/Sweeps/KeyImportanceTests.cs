using System.Collections.Immutable;
using System.Globalization;
using FerTrain.Core;
using FerTrain.Core.Metrics;
using FerTrain.Core.Sweeps;

namespace FerTrain.Tests.Sweeps;

public sealed class KeyImportanceTests
{
    [Fact]
    public void The_mean_at_a_value_is_that_of_its_settings_whatever_else_they_have()
    {
        var random = new Seeds(5).Stream("importance");
        var settings = Enumerable.Range(0, 60).Select(i => (
            Values: ImmutableSortedDictionary<string, string>.Empty
                .Add("optimizer.name", random.NextInt(2) == 0 ? "adam" : "sgd").Add("train.batch_size", $"{8 << random.NextInt(3)}").Add("model.l2", NumberText.Of(random.NextDouble(), "G4")),
            Score: random.NextDouble())).ToArray();

        var importance = KeyImportance.Of(["optimizer.name", "train.batch_size", "model.l2"], settings);

        importance.Select(key => key.Spread).ShouldBe(importance.Select(key => key.Spread).OrderDescending());
        foreach (var key in importance.Where(key => key.Key != "model.l2"))
        {
            key.Levels.Sum(level => level.Settings).ShouldBe(60);
            foreach (var level in key.Levels)
            {
                var scores = settings.Where(own => own.Values[key.Key] == level.Value).Select(own => own.Score).ToArray();
                var (sum, squares) = (0.0, 0.0);
                foreach (var score in scores) sum += score;
                foreach (var score in scores) squares += (score - sum / scores.Length) * (score - sum / scores.Length);
                level.Mean.ShouldBe(sum / scores.Length, 1e-12);
                (level.High!.Value - level.Mean).ShouldBe(StudentT.Quantile(scores.Length - 1) * Math.Sqrt(squares / (scores.Length - 1) / scores.Length), 1e-9);
            }
        }

        var ranges = importance.First(key => key.Key == "model.l2").Levels;
        var ordered = settings.OrderBy(own => double.Parse(own.Values["model.l2"], CultureInfo.InvariantCulture)).Chunk(15).ToArray();
        ranges.Select(range => range.Settings).ShouldBe([15, 15, 15, 15]);
        ranges.Zip(ordered).ShouldAllBe(pair => Math.Abs(pair.First.Mean - pair.Second.Average(own => own.Score)) < 1e-12 && pair.First.Value == $"{pair.Second[0].Values["model.l2"]} to {pair.Second[14].Values["model.l2"]}");
    }

    [Fact]
    public void Settings_of_one_value_are_in_one_range_whatever_their_order()
    {
        string[] values = ["8", "16", "24", "48", "48", "48", "48", "48", "64", "96", "128", "256"];
        var settings = values.Select((value, i) => (Values: ImmutableSortedDictionary<string, string>.Empty.Add("a", value), Score: i * 0.01)).ToArray();

        var levels = KeyImportance.Of(["a"], settings)[0].Levels;

        levels.Select(level => (level.Value, level.Settings)).ShouldBe([("8 to 48", 8), ("64 to 256", 4)]);
        KeyImportance.Of(["a"], [.. settings.Reverse()])[0].Levels.Select(level => level.Mean).ShouldBe(levels.Select(level => level.Mean), 1e-12);
    }

    [Fact]
    public void A_key_that_some_settings_do_not_have_is_judged_by_those_that_do_and_a_single_value_by_none()
    {
        ImmutableSortedDictionary<string, string> With(params (string Key, string Value)[] values) => values.ToImmutableSortedDictionary(own => own.Key, own => own.Value);
        var importance = KeyImportance.Of(["a", "b", "c"], [(With(("a", "x")), 0.1), (With(("a", "y"), ("b", "1")), 0.5), (With(("a", "y"), ("b", "2")), 0.7), (With(("a", "x"), ("c", "1")), 0.2)]);

        importance.Select(key => key.Key).ShouldBe(["a", "b"]);
        importance[0].Levels.Select(level => (level.Value, level.Settings, Math.Round(level.Mean, 9))).ShouldBe([("x", 2, 0.15), ("y", 2, 0.6)]);
        importance[1].Levels.ShouldAllBe(level => level.Low == null && level.High == null);
        importance[1].IsClear.ShouldBeFalse();
    }

    [Fact]
    public void An_interval_holds_no_accuracies_that_cannot_be()
    {
        ImmutableSortedDictionary<string, string> With(string value) => ImmutableSortedDictionary<string, string>.Empty.Add("a", value);
        var levels = KeyImportance.Of(["a"], [(With("x"), 0.1), (With("x"), 0.2), (With("y"), 0.9), (With("y"), 0.99)])[0].Levels;

        levels.Select(level => (level.Low == 0, level.High == 1)).ShouldBe([(true, false), (false, true)]);
    }

    // Fisher and Yates's table of the two-sided 5 % points.
    [Theory]
    [InlineData(1, 12.706)]
    [InlineData(2, 4.303)]
    [InlineData(3, 3.182)]
    [InlineData(4, 2.776)]
    [InlineData(9, 2.262)]
    [InlineData(10, 2.228)]
    [InlineData(29, 2.045)]
    [InlineData(120, 1.980)]
    public void The_quantile_is_the_tables(int degrees, double expected) => StudentT.Quantile(degrees).ShouldBe(expected, 5e-4);
}
