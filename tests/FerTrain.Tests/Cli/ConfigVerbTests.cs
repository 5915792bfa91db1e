using FerTrain.Core.Config;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class ConfigVerbTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_arguments_the_defaults_are_printed() => CommandLine.Run("config").ShouldBe(new(0, CommentedConfig.Defaults(), ""));

    [Fact]
    public void A_config_is_printed_with_its_overrides()
    {
        var config = CommandLine.Run("config", "--config", "mini_xception", "optimizer.lr=0.02");
        (config.Exit, config.Error).ShouldBe((0, ""));
        ConfigFile.ToYaml(ConfigFile.Parse(config.Output, "x.yaml", [])).ShouldBe(ConfigFile.ToYaml(ConfigFile.Load("mini_xception", ["optimizer.lr=0.02"])));
    }

    [Fact]
    public void The_config_of_an_ensemble_has_every_block_of_its_own()
    {
        var config = CommandLine.Run("config", "--config", "ensemble", "report.faces=false", "eval.tta=flip");
        (config.Exit, config.Error).ShouldBe((0, ""));
        ConfigFile.ToYaml(ConfigFile.Parse(config.Output, "x.yaml", [])).ShouldBe(ConfigFile.ToYaml(ConfigFile.Load("ensemble", ["report.faces=false", "eval.tta=flip"])));
    }

    [Fact]
    public void A_key_of_its_members_is_not_lost_in_the_config_of_an_ensemble() => CommandLine.Run("config", "--config", "ensemble", "train.epochs=-1")
        .ShouldBe(new(2, "", "fertrain: train.epochs=-1: the file of an ensemble holds no key of its members. Expected: keys of eval, report, ensemble; train takes train.epochs=-1 for each member.\n"));

    [Fact]
    public void A_new_file_is_written_and_one_that_exists_is_kept()
    {
        CommandLine.Run("config", "--out", _folder["mine.yaml"]).ShouldBe(new(0, "", ""));
        File.ReadAllText(_folder["mine.yaml"]).ShouldBe(CommentedConfig.Defaults());
        CommandLine.Run("config", "train.epochs=3", "--out", _folder["mine.yaml"])
            .ShouldBe(new(2, "", $"fertrain: {_folder["mine.yaml"]} exists already. Expected: a new file.\n"));
        File.ReadAllText(_folder["mine.yaml"]).ShouldBe(CommentedConfig.Defaults());
    }

    [Fact]
    public void A_wrong_key_is_named() => CommandLine.Run("config", "train.epochs=0")
        .ShouldBe(new(2, "", "fertrain: train.epochs=0: got 0, expected a whole number of at least 1\n"));
}
