using FerTrain.Core.Config;
using FerTrain.Core.Errors;

namespace FerTrain.Tests.Config;

public sealed class EnsembleMemberTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public EnsembleMemberTests()
    {
        _folder.Write("small.yaml", "train: {epochs: 3, seed: 7}");
        _folder.Write("cropped.yaml", "preprocess: {crop: 40}\nmodel: {name: resnet18_fer}");
        _folder.Write("nested.yaml", "ensemble: {members: [small.yaml]}");
        _folder.Write("broken.yaml", "train: {epoch: 3, batch_size: 0}");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Members_are_read_beside_the_ensemble_then_as_any_config_and_take_all_overrides_but_its_own()
    {
        var members = Load("[small.yaml, cropped.yaml, quickstart]", "train.epochs=5", "ensemble.seeds=[1, 2]", "eval.tta=flip");

        members.Select(member => member.Name).ShouldBe(["small", "cropped", "quickstart"]);
        members.Select(member => member.Config.Model.Name).ShouldBe(["mini_xception", "resnet18_fer", "mini_xception"]);
        members.ShouldAllBe(member => member.Config.Train.Epochs == 5 && member.Config.Eval.Tta == TestTimeAugmentation.Flip);
        members.ShouldAllBe(member => member.Config.Ensemble.Members.Count == 0 && member.Seeds.SequenceEqual(new long[] { 1, 2 }));
    }

    [Fact]
    public void Without_seeds_each_member_has_its_own() => Load("[small.yaml, cropped.yaml]").Select(member => member.Seeds.Single()).ShouldBe([7, 0]);

    [Fact]
    public void An_override_that_only_members_can_take_is_no_problem_of_the_ensemble() =>
        Load("[cropped.yaml]", "augment.random_crop=true").Single().Config.Augment.RandomCrop.ShouldBeTrue();

    [Fact]
    public void The_problems_of_all_members_are_told_together()
    {
        var lines = Problems("[nested.yaml, broken.yaml, missing.yaml, small.yaml, small]", "train.seed=3", "ensemble.seeds=[1]");

        lines.Length.ShouldBe(7);
        lines[0].ShouldBe("train.seed=3: got one seed for all members, expected ensemble.seeds=[…]");
        lines[1].ShouldBe($"{_folder["nested.yaml"]}: is an ensemble itself. Expected: a config of one model.");
        lines[2].ShouldBe($"2 problems in {_folder["broken.yaml"]}:");
        lines[3].ShouldStartWith($"{_folder["broken.yaml"]}:1 train.epoch: got an unknown key, ");
        lines[4].ShouldBe($"{_folder["broken.yaml"]}:1 train.batch_size: got 0, expected a whole number of at least 1");
        lines[5].ShouldStartWith("Config 'missing.yaml' is no file and not in configs/. ");
        lines[6].ShouldStartWith("Config 'small' is no file and not in configs/. ");
    }

    [Fact]
    public void A_problem_that_all_members_have_is_told_once() =>
        Problems("[small.yaml, cropped.yaml]", "train.epochs=0").ShouldBe(["train.epochs=0: got 0, expected a whole number of at least 1"]);

    [Fact]
    public void A_member_named_twice_is_a_mistake() => Problems("[small.yaml, small.yaml]")
        .ShouldBe(["ensemble.members: got small 2 times, expected configs of different names"]);

    [Theory]
    [InlineData("ensemble: {members: [a]}\ntrain: {epochs: 3}", "x.yaml:2 train.epochs: got a key that the members of an ensemble set, expected keys of ensemble, eval and report")]
    [InlineData("ensemble: {members: [a], seeds: [1, 1]}", "x.yaml:1 ensemble.seeds: got [1, 1], expected each seed once")]
    [InlineData("ensemble: {seeds: [1]}", "x.yaml:1 ensemble.seeds: got [1], expected [] without ensemble.members")]
    [InlineData("ensemble: {seeds: [1.5]}", "x.yaml:1 ensemble.seeds: got [1.5], expected a list of 64-bit whole numbers")]
    [InlineData("ensemble: {member: [a]}", "x.yaml:1 ensemble.member: got an unknown key, expected ensemble.members")]
    [InlineData("ensemble: {members: [a]}\neval: {bootstrap_samples: 1}", "x.yaml:2 eval.bootstrap_samples: got 1, expected 100 to 100000")]
    public void What_an_ensemble_would_not_use_or_cannot_be_is_told(string yaml, string problem) =>
        Should.Throw<UserError>(() => ConfigFile.Parse(yaml, "x.yaml", [])).Message.ShouldBe(problem);

    [Fact]
    public void An_ensemble_is_written_and_read_back()
    {
        var seeds = new RunConfig { Ensemble = new() { Seeds = [-3, long.MaxValue] } };
        ConfigFile.ToYaml(seeds).ShouldEndWith("ensemble:\n  members: []\n  seeds: [-3, 9223372036854775807]\n");
        ConfigFile.Parse("ensemble: {members: [b.yaml, a], seeds: [-3, 9223372036854775807]}", "x.yaml", []).Ensemble.Seeds.ShouldBe([-3, long.MaxValue]);
    }

    private IReadOnlyList<EnsembleMember> Load(string members, params string[] overrides)
    {
        var file = _folder.Write("ensemble.yaml", $"ensemble: {{members: {members}}}");
        return EnsembleMember.Load(ConfigFile.Load(file, overrides).Ensemble, file, overrides);
    }

    private string[] Problems(string members, params string[] overrides) =>
        Should.Throw<UserError>(() => Load(members, overrides)).Message.Split('\n');
}
