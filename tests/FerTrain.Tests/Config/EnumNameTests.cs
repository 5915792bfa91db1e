using FerTrain.Core.Config;
using FerTrain.Core.Errors;

namespace FerTrain.Tests.Config;

public class EnumNameTests
{
    [Fact]
    public void A_value_is_named_as_in_a_config_and_found_by_that_name()
    {
        EnumName.All<TestTimeAugmentation>().ShouldBe(["none", "flip", "ten_crop"]);
        foreach (var value in Enum.GetValues<TestTimeAugmentation>())
            EnumName.Parse<TestTimeAugmentation>("tta", EnumName.Of(value)).ShouldBe(value);
    }

    [Theory]
    [InlineData("tset")]
    [InlineData("2")]
    public void Another_name_is_a_mistake(string name) =>
        Should.Throw<UserError>(() => EnumName.Parse<SplitName>("split", name)).Message
            .ShouldMatch($"^Unknown split '{name}'\\. .*Expected: train, val, test\\.$");

    [Theory]
    [InlineData("Test")]
    [InlineData("PrivateTest")]
    [InlineData("privatetest")]
    public void A_split_has_its_name_in_any_case_and_that_of_FER2013(string name) => SplitNames.Parse(name).ShouldBe(SplitName.Test);

    [Fact]
    public void Configs_differ_in_the_keys_that_they_answer_differently()
    {
        var config = new RunConfig();
        var other = config with { Data = config.Data with { Seed = 3, Merge = new Dictionary<string, string> { ["disgust"] = "angry" } }, Eval = new() { BootstrapSamples = 200 } };

        ConfigKeys.Differences(config, config, "data").ShouldBeEmpty();
        ConfigKeys.Differences(config, other, "data").ShouldBe([("data.seed=0", "data.seed=3"), ("data.merge={}", "data.merge={disgust: angry}")]);
    }
}
