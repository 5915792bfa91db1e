using FerTrain.Core.Config;

namespace FerTrain.Tests.Config;

/// <summary>What people type differs in its case; what is written does not.</summary>
public class TypedConfigTests
{
    [Theory]
    [InlineData("optimizer.name=Adam", "name: adam\n")]
    [InlineData("optimizer.name=ADAMW", "name: adamw\n")]
    [InlineData("optimizer.nesterov=True", "nesterov: true\n")]
    [InlineData("optimizer.nesterov=FALSE", "nesterov: false\n")]
    [InlineData("data.balance=Class_Weights", "balance: class_weights\n")]
    [InlineData("optimizer.eps=0.0000001", "eps: 1e-7\n")]
    [InlineData("classic.svm_gamma=[0.00001, 1E-3]", "svm_gamma: [1e-5, 0.001]\n")]
    public void A_value_is_accepted_in_any_case_and_written_in_one(string text, string written) =>
        ConfigFile.ToYaml(ConfigFile.Parse("{}", "x.yaml", text.StartsWith("classic", StringComparison.Ordinal) ? [text, "model.name=svm"] : [text])).ShouldContain($"  {written}");

    [Fact]
    public void Booleans_of_a_file_too() => ConfigFile.Parse("data:\n  split: random\n  stratify: True", "x.yaml", []).Data.Stratify.ShouldBeTrue();

    [Theory]
    [InlineData("lr", "optimizer.lr")]
    [InlineData("batch", "train.batch_size")]
    [InlineData("seed", "data.seed", "train.seed")]
    [InlineData("lrr")]
    [InlineData("")]
    public void The_last_part_of_a_key_finds_its_paths(string name, params string[] paths) => ConfigKeys.PathsNamed(name).ShouldBe(paths);
}
