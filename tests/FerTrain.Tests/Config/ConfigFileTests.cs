using FerTrain.Core.Config;

namespace FerTrain.Tests.Config;

public class ConfigFileTests
{
    [Fact]
    public void Keys_that_a_file_leaves_out_keep_their_defaults()
    {
        var config = ConfigFile.Parse("train:\n  epochs: 3\ndata:\n  split: random\n  merge:\n    disgust: angry\n  fractions: [1, 0, 0]", "x.yaml", []);

        config.Train.ShouldBe(new() { Epochs = 3 });
        config.Data.Merge.ShouldBe(new Dictionary<string, string> { ["disgust"] = "angry" });
        config.Data.Fractions.ShouldBe([1, 0, 0]);
        config.Optimizer.ShouldBe(new());
        new RunConfig().Train.Epochs.ShouldBe(35);
    }

    [Theory]
    [InlineData("1e-3"), InlineData("0.001"), InlineData("1E-3"), InlineData(".001"), InlineData("+0.001")]
    public void A_number_may_be_written_in_any_usual_way(string text) =>
        ConfigFile.Parse($"optimizer: {{lr: {text}}}", "x.yaml", []).Optimizer.Lr.ShouldBe(1e-3);

    [Fact]
    public void Overrides_win_over_the_file_and_later_ones_over_earlier_ones()
    {
        var config = ConfigFile.Parse(
            "train: {epochs: 0, seed: 4}",
            "x.yaml",
            ["train.epochs=5", "train.epochs=7", "data.split=random", "data.fractions=[0.8,0.2,0]", "data.merge={disgust: angry}", "data.path=C:\\a: b #c=d"]);

        config.Train.ShouldBe(new() { Epochs = 7, Seed = 4 });
        config.Data.Split.ShouldBe(SplitMethod.Random);
        config.Data.Fractions.ShouldBe([0.8, 0.2, 0]);
        config.Data.Merge["disgust"].ShouldBe("angry");
        config.Data.Path.ShouldBe("C:\\a: b #c=d");
    }

    [Fact]
    public void Keys_are_the_dotted_paths_of_the_records()
    {
        ConfigKeys.All.ShouldBeUnique();
        ConfigKeys.All[0].ShouldBe("model.name");
        ConfigKeys.All.ShouldContain("early_stopping.min_delta");
    }
}
