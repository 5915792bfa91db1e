using FerTrain.Core.Errors;
using FerTrain.Models;
using FerTrain.Tests.Archive;
using FerTrain.Training;

namespace FerTrain.Tests.Training;

[Collection(TestCollections.Libtorch)]
public class FreezingTests
{
    [Fact]
    public void Frozen_weights_and_their_statistics_stay_and_have_no_place_in_the_optimiser()
    {
        using var folder = new TempFolder();
        var (first, second) = (SmallRun.Directory(folder, "first"), SmallRun.Directory(folder, "second"));
        string[] overrides = ["data.synthetic_count=70", "train.freeze=[stem.*, body.module1.main.bn1.weight]", "scheduler.name=constant", "checkpoint.monitor=train_loss"];
        SmallRun.Train(SmallRun.Config([.. overrides, "train.epochs=1"]), first);
        SmallRun.Train(SmallRun.Config([.. overrides, "train.epochs=2"]), second);

        var (before, after) = (SmallRun.Read(first.LastCheckpoint).Map("model_state"), SmallRun.Read(second.LastCheckpoint).Map("model_state"));
        foreach (var (key, value) in before)
        {
            var name = (string)key;
            if (name.StartsWith("stem.", StringComparison.Ordinal) || name == "body.module1.main.bn1.weight")
                Archives.ShouldEqual(after[name], value);
            else
                Should.Throw<ShouldAssertException>(() => Archives.ShouldEqual(after[name], value), name);
        }

        var optimised = SmallRun.Read(second.LastCheckpoint).Map("training").Map("optimizer").Map("state").Keys.Cast<string>();
        var trained = before.Keys.Cast<string>().Where(name => !name.StartsWith("stem.", StringComparison.Ordinal) && !name.Contains("running_") && !name.EndsWith("_tracked", StringComparison.Ordinal));
        optimised.ShouldBe(trained.Except(["body.module1.main.bn1.weight"]), ignoreOrder: true);
    }

    [Theory]
    [InlineData("stm.*", "train.freeze: 'stm.*' names no parameter. Did you mean 'stem.*'?")]
    [InlineData("head.conv.weigth", "train.freeze: 'head.conv.weigth' names no parameter. Did you mean 'head.conv.weight'?")]
    [InlineData("Stem.*", "train.freeze: 'Stem.*' names no parameter. Did you mean 'stem.*'?")]
    [InlineData("quite another thing", "train.freeze: 'quite another thing' names no parameter. Expected: names such as 'stem.conv1.weight', * for any text, as in 'stem.*'.")]
    [InlineData("*", "train.freeze: [*] leaves no parameter to train")]
    public void A_pattern_that_freezes_nothing_or_everything_is_refused_by_name(string pattern, string message)
    {
        using var model = new MiniXception(new ModelInput(7, 1, 48));
        Should.Throw<UserError>(() => Freezing.Freeze(model, ["body.*", pattern])).Message.ShouldStartWith(
            pattern == "*" ? message.Replace("[*]", "[body.*, *]", StringComparison.Ordinal) : message);
    }

    [Theory]
    [InlineData("head.conv.bias", 1)]
    [InlineData("*.bn1.*", 10)]
    [InlineData("body.*.pointwise.weight", 8)]
    public void A_pattern_names_parameters_with_any_text_for_its_stars(string pattern, int count)
    {
        using var model = new MiniXception(new ModelInput(7, 1, 48));
        Freezing.Freeze(model, [pattern]);
        model.parameters().Count(parameter => !parameter.requires_grad).ShouldBe(count);
    }
}
