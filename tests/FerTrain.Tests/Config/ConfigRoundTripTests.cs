using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Config;

public class ConfigRoundTripTests
{
    [Fact]
    public void Any_valid_config_is_read_back_as_it_was_written() =>
        Prop.ForAll(RandomConfigs.All, config =>
        {
            var yaml = ConfigFile.ToYaml(config);
            var back = ConfigFile.Parse(yaml, "x.yaml", []);
            ConfigFile.ToYaml(back).ShouldBe(yaml);
            // The lists and maps of records compare by reference, so they are compared apart and then shared.
            back.Data.Fractions.ShouldBe(config.Data.Fractions);
            back.Data.Merge.ShouldBe(config.Data.Merge, ignoreOrder: true);
            back.Data.Classes.ShouldBe(config.Data.Classes);
            back.Train.Freeze.ShouldBe(config.Train.Freeze);
            back.Eval.Splits.ShouldBe(config.Eval.Splits);
            back.Init.Map.ShouldBe(config.Init.Map, ignoreOrder: true);
            back.Report.Formats.ShouldBe(config.Report.Formats);
            (back with
            {
                Data = back.Data with { Fractions = config.Data.Fractions, Merge = config.Data.Merge, Classes = config.Data.Classes },
                Train = back.Train with { Freeze = config.Train.Freeze },
                Init = back.Init with { Map = config.Init.Map },
                Eval = back.Eval with { Splits = config.Eval.Splits },
                Report = back.Report with { Formats = config.Report.Formats },
                Distill = back.Distill with { Teachers = config.Distill.Teachers },
                Classic = back.Classic with { SvmC = config.Classic.SvmC, SvmGamma = config.Classic.SvmGamma, NNeighbors = config.Classic.NNeighbors },
            }).ShouldBe(config);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_key_of_a_config_of_one_model_varies_in_them()
    {
        var sample = Gen.Sample(RandomConfigs.All.Generator, 100).ToArray();
        ConfigKeys.Keys.Where(key => key.Block != "ensemble" && sample.Select(key.Text).Distinct().Count() == 1).Select(key => key.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Any_key_of_any_valid_config_can_be_set_by_an_override() =>
        Prop.ForAll(RandomConfigs.All, config =>
        {
            var path = config.Data.Source == DataSource.Synthetic ? config.Data.Path : "a: b # c";
            var plain = config with { Model = config.Model with { Name = "n" }, Init = config.Init with { Weights = "n" }, Data = config.Data with { Path = path, Ferplus = "n", DropRows = "n" } };
            ConfigFile.ToYaml(ConfigFile.Parse("{}", "x.yaml", Overrides(plain))).ShouldBe(ConfigFile.ToYaml(plain));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_gives_a_config_or_a_user_error() =>
        Prop.ForAll(YamlLike, YamlLike, (text, value) =>
        {
            foreach (var yaml in new[] { text, $"train: {text}", $"train:\n  epochs: {text}", $"data: {{merge: {text}}}" })
                try
                {
                    ConfigFile.Parse(yaml, "x.yaml", [value, $"data.fractions={value}"]).ShouldNotBeNull();
                }
                catch (UserError e)
                {
                    e.Message.ShouldContain(" in x.yaml:\n");
                }
        }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void The_defaults_are_written_in_the_order_of_the_records() =>
        ConfigFile.ToYaml(new RunConfig()).ShouldStartWith("""
            model:
              name: mini_xception
              l2: 0.01
            init:
              weights: none
              map: {}
              partial: false
            data:
              source: csv
              path: data/fer2013.csv
              synthetic_count: 7000
              split: usage
              fractions: [0.8, 0.1, 0.1]
              val_fraction: 0
              seed: 0
              stratify: false
              validate_on: val
              folds: 0
              fold: 0
              merge: {}

            """);

    /// <summary>Strings of what YAML gives a meaning to, with any other characters between.</summary>
    private static Arbitrary<string> YamlLike => Gen.OneOf(
            Gen.Elements("a", " ", "  ", "\n", "\t", ":", ": ", "{", "}", "[", "]", ",", "- ", "#", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`", "? ", "~", "\\", "<<", "---", "...", "train", "epochs", "3"),
            ArbMap.Default.GeneratorFor<char>().Select(c => $"{c}"))
        .ListOf().Select(string.Concat).ToArbitrary();

    /// <summary>Each line of the written config as an override; text stands as it is, without YAML's quotes.</summary>
    private static string[] Overrides(RunConfig config)
    {
        var values = ConfigFile.ToYaml(config).Split('\n').Where(line => line.StartsWith(' '))
            .Select(line => line.Split(": ", 2)[1])
            .Select(value => value == "\"a: b # c\"" ? "a: b # c" : value);
        return [.. ConfigKeys.All.Zip(values, (key, value) => $"{key}={value}")];
    }
}
