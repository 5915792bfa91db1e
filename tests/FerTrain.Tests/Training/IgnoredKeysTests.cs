using FerTrain.Core.Config;
using FerTrain.Tests.Config;
using FerTrain.Training;

namespace FerTrain.Tests.Training;

[Collection(TestCollections.Libtorch)]
public class IgnoredKeysTests
{
    [Theory]
    [InlineData("optimizer.name=adam", "optimizer.nesterov=true", "optimizer.name=sgd")]
    [InlineData("optimizer.name=adam", "optimizer.momentum=0.5", "optimizer.name=rmsprop")]
    [InlineData("optimizer.name=sgd", "optimizer.beta1=0.8", "optimizer.name=adamw")]
    [InlineData("optimizer.name=sgd", "optimizer.eps=0.001", "optimizer.name=rmsprop")]
    [InlineData("optimizer.name=sgd", "optimizer.alpha=0.9", "optimizer.name=rmsprop")]
    [InlineData("scheduler.name=cosine", "scheduler.patience=3", "scheduler.name=plateau")]
    [InlineData("scheduler.name=cosine", "scheduler.factor=0.5", "scheduler.name=exponential")]
    [InlineData("scheduler.name=plateau", "scheduler.step_size=3", "scheduler.name=step")]
    [InlineData("scheduler.name=constant", "scheduler.min_lr=0.0001", "scheduler.name=polynomial")]
    [InlineData("scheduler.name=one_cycle", "scheduler.warmup_epochs=2", "scheduler.name=constant")]
    [InlineData("scheduler.name=step", "scheduler.pct_start=0.5", "scheduler.name=one_cycle")]
    [InlineData("train.loss=cross_entropy", "train.focal_gamma=1", "train.loss=focal")]
    [InlineData("early_stopping.patience=0", "early_stopping.restore_best=true", "early_stopping.patience=3")]
    [InlineData("distill.teachers=[]", "distill.weight=0.5", "distill.teachers=[fertrain_small]")]
    [InlineData("data.source=csv", "data.synthetic_count=700", "data.source=synthetic")]
    [InlineData("augment.rotation=0 augment.shift=0 augment.shear=0 augment.zoom=0", "augment.fill=wrap", "augment.shear=5")]
    [InlineData("augment.rotation=0 augment.shift=0 augment.shear=0 augment.zoom=0", "augment.probability=0.3", "augment.shift=0.1")]
    [InlineData("augment.fill=nearest", "augment.fill_value=99", "augment.random_erasing=0.5")]
    [InlineData("model.name=little_vgg", "model.l2=0.001", "model.name=mini_xception")]
    [InlineData("model.name=mini_xception", "classic.n_estimators=50", "model.name=random_forest")]
    public void A_key_that_another_keeps_from_being_read_is_named(string cause, string ignored, string otherwise)
    {
        Of([.. cause.Split(' '), ignored]).ShouldHaveSingleItem().ShouldBe($"{ignored} changes nothing with {cause}.");
        Of(otherwise, ignored).ShouldBeEmpty();
    }

    [Fact]
    public void A_key_with_its_default_is_not_named() => Of("optimizer.name=sgd", "optimizer.beta1=0.9").ShouldBeEmpty();

    [Theory, MemberData(nameof(ShippedConfigTests.Networks), MemberType = typeof(ShippedConfigTests))]
    public void No_shipped_config_sets_a_key_that_changes_nothing(string name) => IgnoredKeys.Of(ConfigFile.Load(name, [])).ShouldBeEmpty();

    private static IEnumerable<string> Of(params string[] keys) => IgnoredKeys.Of(ConfigFile.Parse("report: {faces: true}", "test.yaml", keys));
}
