using System.Collections.Immutable;
using System.Globalization;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Sweeps;

namespace FerTrain.Tests.Sweeps;

public sealed class SearchSpaceTests
{
    private const string Yaml = """
        optimizer.lr: {log_uniform: [1e-4, 1e-2], points: 3}
        optimizer.name: [adam, sgd]
        optimizer.momentum: {choice: [0.8, 0.9], when: {optimizer.name: sgd}}
        train.batch_size: {integer: [8, 64], points: 2}
        model.l2: {uniform: [0, 0.02], points: 2, when: {model.name: mini_xception}}
        """;

    private static readonly SearchSpace Space = SearchSpace.Parse(Yaml, "space.yaml");
    private static readonly RunConfig Start = new();

    [Fact]
    public void A_grid_has_every_combination_of_the_values_that_count_once()
    {
        var settings = Settings(SearchMethod.Grid);

        // lr × batch size × l2 × (adam, sgd with each momentum)
        settings.Length.ShouldBe(3 * 2 * 2 * (1 + 2));
        settings.Distinct().Count().ShouldBe(settings.Length);
        settings[0].ShouldBe("model.l2=0 optimizer.lr=0.0001 optimizer.name=adam train.batch_size=8");
        settings[1].ShouldBe("model.l2=0.02 optimizer.lr=0.0001 optimizer.name=adam train.batch_size=8");
        settings[^1].ShouldBe("model.l2=0.02 optimizer.lr=0.01 optimizer.momentum=0.9 optimizer.name=sgd train.batch_size=64");
        settings.ShouldAllBe(setting => setting.Contains("momentum") == setting.Contains("sgd"));
    }

    [Fact]
    public void Drawn_settings_are_those_of_their_seed_and_in_their_ranges()
    {
        var settings = SettingSearch.Of(Space, Start, SearchMethod.Random, trials: 200, seed: 7);

        settings.Select(Text).ShouldBe(SettingSearch.Of(Space, Start, SearchMethod.Halving, trials: 200, seed: 7).Select(Text));
        settings.Take(3).Select(Text).ShouldBe(
        [
            "model.l2=0.005871 optimizer.lr=0.004913 optimizer.name=adam train.batch_size=38",
            "model.l2=0.0009474 optimizer.lr=0.001425 optimizer.name=adam train.batch_size=49",
            "model.l2=0.01148 optimizer.lr=0.007796 optimizer.momentum=0.9 optimizer.name=sgd train.batch_size=61",
        ]);
        settings.Select(Text).ShouldNotBe(SettingSearch.Of(Space, Start, SearchMethod.Random, trials: 200, seed: 8).Select(Text));
        settings.Select(Text).Distinct().Count().ShouldBe(200);
        Numbers("optimizer.lr").ShouldAllBe(rate => rate >= 1e-4 && rate <= 1e-2);
        Numbers("optimizer.lr").Count(rate => rate < 1e-3).ShouldBeInRange(70, 130); // half of them: evenly in the logarithm
        Numbers("train.batch_size").ShouldAllBe(size => size >= 8 && size <= 64 && size == Math.Floor(size));
        Numbers("model.l2").Count(l2 => l2 < 0.01).ShouldBeInRange(70, 130);
        settings.ShouldAllBe(setting => setting.ContainsKey("optimizer.momentum") == (setting["optimizer.name"] == "sgd"));

        double[] Numbers(string key) => [.. settings.Select(setting => double.Parse(setting[key], CultureInfo.InvariantCulture))];
    }

    [Theory]
    [InlineData("optimizer.lr: {uniform: [1e-3, 1e-2], points: 2, points: 5}", "points a second time, expected it once")]
    [InlineData("optimizer.lr: {choice: [1e-3, 1e-2], points: 5}", "points, expected choice alone, whose values are those of a grid, or points with a range")]
    [InlineData("optimizer.momentum: {choice: [0.8, 0.9], when: {optimizer.name: sgd}, when: {model.name: mlp}}", "when a second time, expected it once")]
    public void What_would_have_no_effect_is_refused(string yaml, string problem) =>
        Should.Throw<UserError>(() => SearchSpace.Parse(yaml, "space.yaml")).Message.ShouldEndWith($"got {problem}");

    [Fact]
    public void A_file_that_is_no_text_is_refused()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["space.yaml"], [.. "optimizer.name: [adam, sgd] # "u8, 0xFF]);
        Should.Throw<UserError>(() => SearchSpace.Load(folder["space.yaml"])).Message.ShouldStartWith($"Space '{folder["space.yaml"]}' cannot be read as UTF-8 text: ");
    }

    [Fact]
    public void Another_key_changes_no_values_of_the_others()
    {
        var one = SettingSearch.Of(SearchSpace.Parse("optimizer.lr: {log_uniform: [1e-4, 1e-2]}", "a"), Start, SearchMethod.Random, 20, seed: 1);
        var two = SettingSearch.Of(SearchSpace.Parse("model.l2: {uniform: [0, 1]}\noptimizer.lr: {log_uniform: [1e-4, 1e-2]}", "b"), Start, SearchMethod.Random, 20, seed: 1);

        two.Select(setting => setting["optimizer.lr"]).ShouldBe(one.Select(setting => setting["optimizer.lr"]));
    }

    [Fact]
    public void Whole_numbers_are_drawn_as_often_at_the_ends_as_between()
    {
        var random = new Core.Seeds(3).Stream("test");
        var range = new NumberRange(1, 4, IsLogarithmic: false, IsWhole: true, Points: null);
        var counts = Enumerable.Range(0, 4000).Select(_ => range.Draw(random)).CountBy(value => value).ToDictionary();

        counts.Keys.Order().ShouldBe(["1", "2", "3", "4"]);
        counts.Values.ShouldAllBe(count => count > 900 && count < 1100);
        range.Grid!.Value.ShouldBe(["1", "2", "3", "4"]);
    }

    [Theory]
    [InlineData(0.999, 0.99999, false)]
    [InlineData(0.12345, 0.3, false)]
    [InlineData(0.999, 0.99999, true)]
    [InlineData(1e-4, 1e-2, true)]
    public void Numbers_of_a_narrow_range_differ_and_stay_in_it(double low, double high, bool isLogarithmic)
    {
        var random = new Core.Seeds(3).Stream("test");
        var range = new NumberRange(low, high, isLogarithmic, IsWhole: false, Points: 3);
        string[] drawn = [.. Enumerable.Range(0, 200).Select(_ => range.Draw(random))];

        drawn.Select(Read).ShouldAllBe(value => value >= low && value <= high);
        drawn.Distinct().Count().ShouldBeGreaterThan(180);
        range.Grid!.Value.Select(Read).ShouldAllBe(value => value >= low && value <= high);

        static double Read(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void A_condition_on_a_key_that_is_not_searched_asks_the_config()
    {
        var space = SearchSpace.Parse("optimizer.momentum: {choice: [0.8], when: {optimizer.name: [sgd, rmsprop]}}", "s");

        SettingSearch.Of(space, Start, SearchMethod.Grid, 1, 0).Select(Text).ShouldBe([""]);
        SettingSearch.Of(space, Start with { Optimizer = new() { Name = OptimizerName.Rmsprop } }, SearchMethod.Grid, 1, 0).Select(Text).ShouldBe(["optimizer.momentum=0.8"]);
    }

    [Fact]
    public void Every_mistake_is_named_with_its_line()
    {
        const string mistakes = """
            optimizer.lrr: [1]
            train.seed: [0, 1]
            data.fold: [0, 1]
            data.seed: [0, 1]
            eval.tta: [flip]
            optimizer.name: [adam, adam]
            model.l2: [small]
            optimizer.beta1: {uniform: [0.9, 0.1]}
            optimizer.eps: {log_uniform: [0, 1]}
            train.batch_size: {uniform: [8.5, 9]}
            scheduler.factor: {unform: [0, 1]}
            scheduler.patience: {}
            optimizer.nesterov: {integer: [0, 1]}
            model.name: mini_xception
            optimizer.momentum: {choice: [1], when: {optimizer.nam: sgd}}
            optimizer.momentum: [0.5]
            """;
        Should.Throw<UserError>(() => SearchSpace.Parse(mistakes, "space.yaml")).Message.ShouldMatchGolden("space_mistakes.txt");
        Message("optimizer.name: {choice: [sgd], when: {model.l2: 0}}\nmodel.l2: {choice: [0], when: {optimizer.name: sgd}}").ShouldContain("depends on itself");
        Message("[1, 2]").ShouldBe("s: got [1, 2], expected: keys of a config with their values, such as optimizer.lr: {log_uniform: [1e-4, 1e-2]}");
        Message("a: [").ShouldStartWith("s:2: not valid YAML");

        static string Message(string yaml) => Should.Throw<UserError>(() => SearchSpace.Parse(yaml, "s")).Message;
    }

    [Fact]
    public void A_search_that_the_space_cannot_fill_says_so()
    {
        Should.Throw<UserError>(() => SettingSearch.Of(SearchSpace.Parse("model.l2: {uniform: [0, 1]}", "s"), Start, SearchMethod.Grid, 1, 0)).Message
            .ShouldBe("model.l2: a grid needs values. Expected: choice, or points: 5, as many of the range.");
        Should.Throw<UserError>(() => SettingSearch.Of(SearchSpace.Parse("model.l2: [0, 1]", "s"), Start, SearchMethod.Random, 3, 0)).Message
            .ShouldBe("The space has hardly more than 2 settings, --trials is 3. Expected: --trials 2, or --search grid.");
    }

    private static string[] Settings(SearchMethod method) => [.. SettingSearch.Of(Space, Start, method, 1, 0).Select(Text)];

    private static string Text(ImmutableSortedDictionary<string, string> setting) => string.Join(' ', setting.Select(value => $"{value.Key}={value.Value}"));
}
