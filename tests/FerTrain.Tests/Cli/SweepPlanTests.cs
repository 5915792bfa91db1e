using System.Text.Json;

namespace FerTrain.Tests.Cli;

/// <summary>What a sweep plans, and what it refuses before the first trial.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class SweepPlanTests : IDisposable
{
    private static readonly string[] Quick = [.. CommandLine.Quick, "--threads", "1"];

    private readonly TempFolder _folder = new();

    private string Runs => _folder["runs"];

    private string Root => Directory.GetDirectories(Runs).ShouldHaveSingleItem();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_seed_of_a_search_decides_which_settings_are_drawn()
    {
        _folder.Write("space.yaml", "optimizer.lr: {log_uniform: [1e-4, 1e-2]}");
        var first = Drawn("first", seed: "1");
        Drawn("again", seed: "1").ShouldBe(first);
        Drawn("other", seed: "2").ShouldNotBe(first);

        string[] Drawn(string runs, string seed)
        {
            string[] search = ["--space", _folder["space.yaml"], "--search", "random", "--trials", "3", "--search-seed", seed];
            CommandLine.Run(["sweep", .. search, "--print", "--runs", _folder[runs], .. Quick]).Exit.ShouldBe(0);
            var file = Directory.GetFiles(_folder[runs], "plan.json", SearchOption.AllDirectories).ShouldHaveSingleItem();
            using var plan = JsonDocument.Parse(File.ReadAllText(file));
            return [.. plan.RootElement.GetProperty("trials").EnumerateArray().Select(trial => trial.GetProperty("values").GetProperty("optimizer.lr").GetString()!)];
        }
    }

    [Theory]
    [InlineData("--slurm --print --seeds 0,1", "--slurm submits the trials, and --print only plans them. Expected: one of them.")]
    [InlineData("--print --jobs 2 --seeds 0,1", "--jobs is for trials that this command starts, and --print only plans them. Expected: one of them.")]
    [InlineData("--print --budget 1h --seeds 0,1", "--budget is for trials that this command starts, and --print only plans them. Expected: one of them.")]
    [InlineData("--trials 8", "--trials is for sampled settings. Expected: --space FILE with the keys to vary.")]
    [InlineData("--space none.yaml --search grid --search-seed 1", "--search-seed is for sampled settings. Expected: --search random or halving, as a grid has all settings of the space.")]
    [InlineData("--factor 2", "--factor is for halving. Expected: --search halving beside it.")]
    [InlineData("--search nothing", "Unknown value of --search 'nothing'. Expected: grid, random, halving.")]
    [InlineData("--search halving", "--search halving needs settings to choose among. Expected: --space FILE.")]
    [InlineData("--seeds 0,x", "--seeds is 0,x. Expected: whole numbers such as 0,1,2.")]
    [InlineData("--seeds 0,0", "--seeds is 0,0. Expected: each seed once.")]
    [InlineData("--folds 1", "--folds is 1. Expected: 2 to 100.")]
    [InlineData("--budget soon", "--budget is soon. Expected: a time such as 90s, 30min, 2h or 1d.")]
    [InlineData("--jobs 0", "--jobs is 0. Expected: 1 or more.")]
    [InlineData("--slurm --jobs 0", "--jobs is 0. Expected: 1 or more.")]
    [InlineData("--slurm --threads -2", "--threads is -2. Expected: 1 or more.")]
    [InlineData("--slurm --gpus -1", "--gpus is -1. Expected: 0 or more.")]
    [InlineData("--seeds 0,1 train.seed=5", "--seeds sets train.seed, and so does train.seed=5. Expected: one of the two.")]
    [InlineData("--folds 2 data.folds=5", "--folds sets data.folds, and so does data.folds=5. Expected: one of the two.")]
    [InlineData("--folds 2 data.folds=5 data.fold=3", "--folds sets data.folds, and so does data.folds=5. Expected: one of the two.")]
    [InlineData("--name a*b", "Sweep name 'a*b': expected letters, digits, '_', '-' and '.', which does not come first.")]
    [InlineData("--print --threads 0", "--threads is 0. Expected: 1 or more.")]
    [InlineData("--print --device foo", "Unknown device 'foo'. Expected: auto, cpu, gpu, cuda:0.")]
    [InlineData("--slurm --device foo", "Unknown device 'foo'. Expected: auto, cpu, gpu, cuda:0.")]
    [InlineData("--config ensemble", "ensemble.members: a sweep varies one model. Expected: a config of one model.")]
    [InlineData("data.validate_on=train", "data.validate_on=train: a sweep chooses by faces that its runs did not learn from. Expected: data.validate_on=val.")]
    [InlineData("--resume none --seeds 1", "--resume takes the sweep's own plan: leave out --config, --space and what else says what to train.")]
    public void A_mistake_comes_before_the_first_trial(string arguments, string message)
    {
        var sweep = CommandLine.Run(["sweep", .. arguments.Split(' '), "--runs", Runs]);
        (sweep.Exit, sweep.Error).ShouldBe((2, $"fertrain: {message}\n"));
        Directory.Exists(Runs).ShouldBeFalse();
    }

    [Fact]
    public void Trials_can_be_planned_for_a_device_of_another_machine() =>
        CommandLine.Run(["sweep", "--print", "--runs", Runs, "--device", "cuda:7", .. Quick]).Output.ShouldContain(" --trial 1 --device cuda:7");

    [Fact]
    public void A_setting_that_cannot_be_trained_leaves_no_folder()
    {
        _folder.Write("space.yaml", "model.name: [mini_xception, vgg19]\ntrain.label_smoothing: [0, 2]");
        var sweep = CommandLine.Run(["sweep", "--space", _folder["space.yaml"], "--search", "grid", "--runs", Runs, .. Quick]);

        sweep.Exit.ShouldBe(2);
        sweep.Error.ShouldContain("setting 2: train.label_smoothing=2: got 2, expected 0 ≤ x < 1");
        sweep.Error.ShouldContain("Model 'vgg19' got images of 1 channel");
        Directory.Exists(Runs).ShouldBeFalse();
    }

    [Fact]
    public void Each_number_of_components_is_checked_before_the_first_trial()
    {
        _folder.Write("space.yaml", "classic.n_components: [5, 5000]");
        var sweep = CommandLine.Run(["sweep", "--config", "knn", "--space", _folder["space.yaml"], "--search", "grid", "--runs", Runs, "data.source=synthetic", "data.synthetic_count=70", "data.path=data/fer2013.csv"]);

        (sweep.Exit, sweep.Output).ShouldBe((2, ""));
        sweep.Error.ShouldContain("classic.n_components");
        Directory.Exists(Runs).ShouldBeFalse();
    }

    [Fact]
    public void Files_that_a_space_names_are_found_from_any_folder()
    {
        _folder.Write("drop.csv", "row\n1\n");
        _folder.Write("space.yaml", $"data.drop_rows: [none, {Path.GetRelativePath(Directory.GetCurrentDirectory(), _folder["drop.csv"])}]");

        var sweep = CommandLine.Run(["sweep", "--space", _folder["space.yaml"], "--search", "grid", "--print", "--runs", Runs, .. Quick]);

        sweep.Exit.ShouldBe(0, sweep.Error);
        using var plan = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "plan.json")));
        plan.RootElement.GetProperty("trials").EnumerateArray().Select(trial => trial.GetProperty("values").GetProperty("data.drop_rows").GetString())
            .ShouldBe(["none", _folder["drop.csv"]]);
    }

    [Fact]
    public void A_plan_with_a_key_that_no_config_has_is_damaged()
    {
        _folder.Write("space.yaml", "train.label_smoothing: [0, 0.1]");
        CommandLine.Run(["sweep", "--space", _folder["space.yaml"], "--search", "grid", "--print", "--runs", Runs, .. Quick]).Exit.ShouldBe(0);
        var plan = Path.Combine(Root, "plan.json");
        File.WriteAllText(plan, File.ReadAllText(plan).Replace("\"train.label_smoothing\":", "\"train.label_smothing\":", StringComparison.Ordinal));

        var status = CommandLine.Run("sweep", "status", Root);

        (status.Exit, status.Output).ShouldBe((2, ""));
        status.Error.ShouldContain("trials: one or more, numbered from 1, with values of keys of a config");
    }

    [Fact]
    public void Weights_that_are_missing_leave_no_folder()
    {
        var sweep = CommandLine.Run(["sweep", "--seeds", "0,1", "--runs", Runs, .. Quick, $"init.weights={_folder["missing.pt"]}"]);

        sweep.Exit.ShouldBe(2);
        sweep.Error.ShouldContain(_folder["missing.pt"]);
        Directory.Exists(Runs).ShouldBeFalse();
    }
}
