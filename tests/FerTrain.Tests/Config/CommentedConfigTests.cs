using FerTrain.Core.Config;
using FerTrain.Tests.Architecture;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Config;

public class CommentedConfigTests
{
    [Fact]
    public void Default_yaml_is_the_generated_text() =>
        CommentedConfig.Defaults().ShouldMatchFile(Path.Combine(Repository.Root, "configs", "default.yaml"));

    [Fact]
    public void Any_valid_config_is_read_back_as_it_was_written() => Prop.ForAll(RandomConfigs.All, config =>
        ConfigFile.ToYaml(ConfigFile.Parse(CommentedConfig.Of(config), "x.yaml", [])).ShouldBe(ConfigFile.ToYaml(config))).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("train.epochs", "# (int, at least 1) Largest number of passes over the training split.")]
    [InlineData("optimizer.beta1", "# (double, 0 ≤ x < 1) ")]
    [InlineData("data.split", "# (one of usage|random|holdout|sequential) usage follows ")]
    [InlineData("data.merge", "# (map of string) ")]
    [InlineData("ensemble.seeds", "# (list of long) Seeds that each member is trained with in turn, instead of its own `train.seed`.")]
    public void A_key_has_its_type_range_and_meaning(string key, string comment) => Line(new RunConfig(), key).ShouldContain(comment);

    [Fact]
    public void Another_value_stands_beside_its_default() =>
        Line(new RunConfig { Train = new() { Epochs = 3 } }, "train.epochs").ShouldMatch(@"^  epochs: 3 +# \(int, at least 1; default 35\) ");

    [Fact]
    public void An_ensemble_holds_the_keys_that_its_file_may_set()
    {
        var yaml = CommentedConfig.Of(ConfigFile.Parse("ensemble: {members: [a], seeds: [1, 2]}", "x.yaml", []));
        ConfigFile.Parse(yaml, "x.yaml", []).Ensemble.Members.ShouldBe(["a"]);
    }

    private static string Line(RunConfig config, string key)
    {
        var (block, name) = (key.Split('.')[0], key.Split('.')[1]);
        return CommentedConfig.Of(config).Split($"\n{block}:\n")[1].Split('\n').First(line => line.StartsWith($"  {name}: ", StringComparison.Ordinal));
    }
}
