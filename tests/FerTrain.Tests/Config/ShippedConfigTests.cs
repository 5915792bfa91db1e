using FerTrain.Core.Config;
using FerTrain.Models;
using FerTrain.Tests.Training;
using FerTrain.Training;

namespace FerTrain.Tests.Config;

[Collection(TestCollections.Libtorch)]
public class ShippedConfigTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "configs");

    internal static readonly string[] Names = [.. Directory.GetFiles(Folder).Select(file => Path.GetFileNameWithoutExtension(file))];

    public static TheoryData<string> Networks => [.. Names.Where(name => !IsClassic(name) && !IsEnsemble(name))];

    public static TheoryData<string> Classics => [.. Names.Where(IsClassic)];

    [Fact]
    public void There_are_networks_and_baselines_to_train() => (Networks.Count > 0 && Classics.Count > 0).ShouldBeTrue();

    [Theory, MemberData(nameof(Networks))]
    public void Every_shipped_config_of_a_network_loads_and_trains(string name)
    {
        using var folder = new TempFolder();
        // Two batches of an epoch that is otherwise the config's own; some processors compute bfloat16 slowly.
        string[] few = ["data.source=synthetic", "data.synthetic_count=140", "train.epochs=1", "augment.repeats=1", "checkpoint.keep=best"];
        var isSlow = ConfigFile.Load(name, few).Train.Precision == Precision.Bfloat16;
        var config = ConfigFile.Load(name, [.. few, .. isSlow ? (string[])["data.limit=2", "train.batch_size=1"] : ["data.limit=4", "train.batch_size=2"]]);
        var steps = 0;
        var result = SmallRun.Train(config, SmallRun.Directory(folder, "run"), watch: e => steps = e is TrainingEvent.EpochDone done ? done.Steps : steps);

        steps.ShouldBe(2);
        result.Best.TrainLoss.ShouldBeGreaterThan(0);
        double.IsFinite(result.Best.ValLoss).ShouldBeTrue();
    }

    [Theory, MemberData(nameof(Classics))]
    public void Every_shipped_config_of_a_baseline_loads_and_trains(string name)
    {
        using var folder = new TempFolder();
        var config = ConfigFile.Load(name,
            ["data.source=synthetic", "data.synthetic_count=140", "data.limit=12", "classic.n_components=4", "classic.n_neighbors=[1,3]", "classic.n_estimators=2"]);
        var result = SmallRun.Train(config, SmallRun.Directory(folder, "run"));

        result.History.ShouldHaveSingleItem().TrainAccuracy.ShouldBeGreaterThan(2 / 7.0);
        double.IsFinite(result.Best.ValLoss).ShouldBeTrue();
    }

    [Fact]
    public void The_shipped_ensemble_has_three_members_with_three_seeds()
    {
        var members = EnsembleMember.Load(ConfigFile.Load("ensemble", []).Ensemble, ConfigFile.Find("ensemble"), []);

        members.Select(member => (member.Name, member.Config.Model.Name)).ShouldBe(
            [("resnet18_cutmix", "resnet18_fer"), ("vgg_fer", "vgg_fer"), ("resnet18_fer", "resnet18_fer")]);
        members.ShouldAllBe(member => member.Seeds.SequenceEqual(new long[] { 0, 1, 2 }));
        members.ShouldAllBe(member => member.Config.Data.Split == SplitMethod.Usage && member.Config.Eval.Split == SplitName.Test);
    }

    [Fact]
    public void Every_model_has_a_config() =>
        Names.Where(name => !IsEnsemble(name)).Select(name => ConfigFile.Load(name, []).Model.Name).Distinct().Order()
            .ShouldBe(ModelRegistry.Networks.Select(entry => entry.Name).Concat(ClassicConfig.Models).Order());

    [Fact]
    public void The_honest_recipe_of_five_conv_differs_in_when_it_oversamples_alone()
    {
        var leaky = ConfigFile.Load("five_conv_oversampled", []);
        var honest = leaky with { Data = leaky.Data with { Balance = BalanceMethod.Oversample }, Report = new() };
        ConfigFile.ToYaml(ConfigFile.Load("five_conv_honest", [])).ShouldBe(ConfigFile.ToYaml(honest));
    }

    [Fact]
    public void Recipe_a_changes_augmentation_and_early_stopping_alone()
    {
        var published = new RunConfig
        {
            Augment = new() { Rotation = 10, Shift = 0.1, Zoom = 0.1, HorizontalFlip = true },
            EarlyStopping = new() { Patience = 50 },
        };
        ConfigFile.ToYaml(ConfigFile.Load("mini_xception", [])).ShouldBe(ConfigFile.ToYaml(published));
    }

    [Fact]
    public void The_published_run_of_recipe_a_has_no_callbacks_and_its_last_epoch_is_the_score()
    {
        var (ours, published) = (ConfigFile.Load("mini_xception", []), ConfigFile.Load("mini_xception_published", []));
        var expected = ours with
        {
            Data = published.Data,
            Scheduler = new() { Name = SchedulerName.Constant },
            EarlyStopping = new(),
            Eval = new() { Checkpoint = ScoredCheckpoint.Last },
            Report = new() { Published = 0.6258 },
        };
        ConfigFile.ToYaml(published).ShouldBe(ConfigFile.ToYaml(expected));
    }

    [Theory]
    [InlineData("mlp custom_cnn", "tensorboard.histograms", "true")]
    [InlineData("mini_xception_published five_conv_oversampled five_conv_honest seven_conv_vgg mini_xception_64_published fertrain_small fertrain_tiny", "eval.checkpoint", "last")]
    [InlineData("mlp custom_cnn vgg19 vgg19_transfer", "checkpoint.keep", "improved")]
    [InlineData("custom_cnn vgg19 vgg19_transfer", "augment.validation", "true")]
    public void What_few_recipes_do_their_configs_alone_do(string configs, string key, string value) =>
        Names.Where(name => ConfigKeys.Keys.Single(k => k.Path == key).Text(ConfigFile.Load(name, [])) == value).Order()
            .ShouldBe(configs.Split(' ').Order());

    private static bool IsEnsemble(string name) => ConfigFile.Load(name, []).Ensemble.Members.Count > 0;

    private static bool IsClassic(string name) => ClassicConfig.Models.Contains(ConfigFile.Load(name, []).Model.Name);
}
