using System.Text.Json;
using FerTrain.Core.Config;
using FerTrain.Core.Runs;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class EnsembleTests : IClassFixture<TrainedEnsemble>, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TrainedEnsemble _trained;

    public EnsembleTests(TrainedEnsemble trained)
    {
        _trained = trained;
        TrainedEnsemble.WriteConfigs(_folder);
    }

    private string Runs => _folder["runs"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_member_is_a_run_with_every_seed_and_all_are_scored_together()
    {
        var train = Train("both.yaml", "--json");
        train.Exit.ShouldBe(0, train.Error);

        string[] runs = [.. Directory.GetDirectories(Runs, "*_seed?").Order(StringComparer.Ordinal)];
        runs.Select(Name).Order().ShouldBe(["mini_seed4", "mini_seed5", "tiny_seed4", "tiny_seed5"]);
        foreach (var run in runs)
        {
            var config = ConfigFile.Load(Path.Combine(run, "config.yaml"), []);
            run.ShouldEndWith($"_seed{config.Train.Seed}");
            (config.Train.Epochs, config.Data.SyntheticCount, config.Ensemble.Members.Count).ShouldBe((1, 70, 0));
            File.Exists(Path.Combine(run, "report.html")).ShouldBeTrue();
        }

        using var json = JsonDocument.Parse(train.Output);
        var members = json.RootElement.GetProperty("members").EnumerateArray().ToArray();
        members.Select(member => member.GetProperty("name").GetString()).ShouldBe(["tiny", "mini"]);
        members.ShouldAllBe(member => member.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("seed").GetInt64()).SequenceEqual(new long[] { 4, 5 }));
        string[] trained = [.. members.SelectMany(member => member.GetProperty("runs").EnumerateArray()).Select(run => run.GetProperty("run").GetString()!)];
        trained.Order(StringComparer.Ordinal).ShouldBe(runs);

        var eval = CommandLine.Run(["eval", "--tta", "none", "--out", _folder["eval"], "--json", "--checkpoint", .. trained]);
        using var expected = JsonDocument.Parse(eval.Output);
        json.RootElement.GetProperty("evaluation").ToString().Where(c => !char.IsWhiteSpace(c)).ShouldBe(expected.RootElement.ToString().Where(c => !char.IsWhiteSpace(c)));
        File.ReadAllText(Path.Combine(Run(Runs, "both"), "eval", "test", "metrics.json")).ShouldBe(eval.Output);
        var accuracies = expected.RootElement.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("accuracy").GetDouble()).ToArray();
        members[1].GetProperty("accuracy").GetProperty("mean").GetDouble().ShouldBe((accuracies[2] + accuracies[3]) / 2, 1e-12);
        members[1].GetProperty("accuracy").GetProperty("standard_deviation").GetDouble().ShouldBe(Math.Abs(accuracies[2] - accuracies[3]) / Math.Sqrt(2), 1e-12);
    }

    [Fact]
    public void Members_are_scored_by_the_checkpoint_that_their_configs_name()
    {
        _folder.Write("tiny.yaml", "model: {name: tiny_xception}\ndata: {source: synthetic}\neval: {checkpoint: last}");
        using var json = JsonDocument.Parse(Train("both.yaml", "--json", "ensemble.seeds=[4]").Output);

        json.RootElement.GetProperty("evaluation").GetProperty("members").EnumerateArray()
            .Select(member => Path.GetFileName(member.GetProperty("checkpoint").GetString())).ShouldBe(["last.pt", "best.pt"]);
    }

    [Fact]
    public void One_member_with_two_seeds_gives_their_mean_and_deviation()
    {
        var train = Train("both.yaml", "--name", "trial", "ensemble.members=[tiny.yaml]");

        train.Exit.ShouldBe(0, train.Error);
        train.Output.ShouldContain("Run 1 of 2: trial_tiny_seed4\n");
        train.Output.ShouldContain("\nprobabilities averaged over 2 checkpoints:\n");
        train.Output.ShouldMatch(@"\naccuracy on test of each member alone, mean ± standard deviation over its seeds:\n +runs +accuracy +leak-free\ntiny +2 +\d+\.\d\d ± \d+\.\d\d % +\d+\.\d\d ± \d+\.\d\d %\n");
        train.Output.ShouldMatch(@"\nreport: \S+_trial/report\.html\nevaluation: \S+_trial/eval/test\n\z");
        Directory.GetDirectories(Runs).Select(Name).Order().ShouldBe(["trial", "trial_tiny_seed4", "trial_tiny_seed5"]);
    }

    [Fact]
    public void A_run_of_an_ensemble_is_that_of_its_config_with_its_seed()
    {
        Train("mini.yaml", "train.seed=5", "--name", "alone").Exit.ShouldBe(0);

        Metrics(_trained.Runs, "mini_seed5").ShouldBe(Metrics(Runs, "alone")); // three others were trained before it

        static string[] Metrics(string runs, string name) => // without what the clock says
            File.ReadAllLines(Path.Combine(Run(runs, name), "metrics.csv"))[1].Split(',')[..^3];
    }

    [Fact]
    public void A_cancelled_ensemble_goes_on_and_comes_to_what_an_uninterrupted_one_does()
    {
        var stopped = CommandLine.Run(["train", "--config", _folder["both.yaml"], "--runs", Runs, .. CommandLine.Quick], isInteractive: false, cancelAt: "Run 2 of 4");
        stopped.Exit.ShouldBe(130);
        stopped.Output.ShouldEndWith($"The ensemble stopped with 1 of 4 runs finished. Resume it with the same command and --resume-or-start.\n");
        string[] before = [.. Directory.GetDirectories(Runs).Order(StringComparer.Ordinal)];
        before.Select(Name).Order().ShouldBe(["tiny_seed4", "tiny_seed5"]);

        var resumed = CommandLine.Run(["train", "--config", _folder["both.yaml"], "--runs", Runs, .. CommandLine.Quick, "--resume-or-start"]);

        resumed.Exit.ShouldBe(0, resumed.Error);
        resumed.Output.ShouldStartWith($"Run 1 of 4: tiny_seed4, finished: {Run(Runs, "tiny_seed4")}\n\nRun 2 of 4: tiny_seed5\n");
        Directory.GetDirectories(Runs).Select(Name).Order().ShouldBe(["both", "mini_seed4", "mini_seed5", "tiny_seed4", "tiny_seed5"]);
        Directory.GetDirectories(Runs).Intersect(before).Count().ShouldBe(2);
        Predictions(Runs).ShouldBe(Predictions(_trained.Runs));
        var again = Resume("both.yaml");
        again.Output.ShouldContain($"\nRun 4 of 4: mini_seed5, finished: {Run(Runs, "mini_seed5")}\n");
        again.Output.ShouldNotContain("Epoch");

        string Predictions(string runs) => File.ReadAllText(Path.Combine(Run(runs, "both"), "eval", "test", "predictions.csv"));
    }

    [Fact]
    public void An_ensemble_goes_on_with_runs_of_its_own_configs_and_no_others()
    {
        string[] one = ["ensemble.members=[tiny.yaml]", "ensemble.seeds=[4]"];
        Resume("both.yaml", [.. one, "--name", "first"]).Exit.ShouldBe(0); // in a folder that is not there yet
        var first = Run(Runs, "first_tiny_seed4");

        Resume("both.yaml", [.. one, "--name", "first", "eval.bootstrap_samples=200"]).Output.ShouldStartWith($"Run 1 of 1: first_tiny_seed4, finished: {first}\n");
        var other = Resume("both.yaml", [.. one, "--name", "first", "optimizer.lr=0.01"]);
        other.Output.ShouldStartWith("Run 1 of 1: first_tiny_seed4\n");
        other.Error.ShouldBe($"Warning: {first} does not count: optimizer.lr is 0.001 there, 0.01 here\n");
        Resume("both.yaml", one).Output.ShouldStartWith("Run 1 of 1: tiny_seed4\n");
        Directory.GetDirectories(Runs, "*_seed4").Length.ShouldBe(3);
    }

    [Fact]
    public void Data_of_the_command_line_are_the_same_where_it_resumes()
    {
        CommandLine.Run("data", "synth", _folder["faces.csv"], "--count", "70").Exit.ShouldBe(0);
        string[] one = ["ensemble.members=[tiny.yaml]", "ensemble.seeds=[4]", "--data", _folder["faces.csv"]];
        Train("both.yaml", one).Exit.ShouldBe(0);

        Resume("both.yaml", one).Output.ShouldStartWith($"Run 1 of 1: tiny_seed4, finished: {Run(Runs, "tiny_seed4")}\n");
    }

    [Fact]
    public void A_baseline_that_did_not_end_is_trained_anew()
    {
        _folder.Write("knn.yaml", "model: {name: knn}\ndata: {source: synthetic}\nclassic: {n_components: 0}");
        string[] knn = ["train", "--config", _folder["both.yaml"], "ensemble.members=[knn.yaml]", "ensemble.seeds=[4]", "data.synthetic_count=70"];
        CommandLine.Run([.. knn, "--runs", Runs]).Exit.ShouldBe(0);
        var first = Run(Runs, "knn_seed4");
        File.Delete(Path.Combine(first, "summary.json"));

        var resumed = CommandLine.Run([.. knn, "--runs", Runs, "--resume-or-start"]);

        resumed.Exit.ShouldBe(0, resumed.Error);
        resumed.Output.ShouldNotContain("finished");
        File.Exists(Path.Combine(first, "summary.json")).ShouldBeFalse();
    }

    [Fact]
    public void A_member_whose_file_has_a_name_that_no_run_may_have_is_called_nearly_so()
    {
        File.Move(_folder["tiny.yaml"], _folder["mein konfig.yaml"]);
        Train("both.yaml", "ensemble.members=['mein konfig.yaml']", "ensemble.seeds=[4]").Output.ShouldStartWith("Run 1 of 1: mein_konfig_seed4\n");
        Train("mein konfig.yaml").Exit.ShouldBe(0);
        Directory.GetDirectories(Runs).Select(Name).Order().ShouldBe(["both", "mein_konfig", "mein_konfig_seed4"]);
    }

    [Fact]
    public void Mistakes_in_the_last_member_come_before_the_first_is_trained()
    {
        _folder.Write("other.yaml", "model: {name: vgg19}\ndata: {source: synthetic}");
        _folder.Write("elsewhere.yaml", "data: {source: synthetic, split: random}");

        Train("both.yaml", "ensemble.members=[tiny.yaml, other.yaml]").Error.ShouldBe(
            "fertrain: Model 'vgg19' got images of 1 channel (preprocess.channels), expected: 3.\n");
        Train("both.yaml", "ensemble.members=[tiny.yaml, elsewhere.yaml]").Error.ShouldBe(
            "fertrain: elsewhere is not trained on the split of tiny: data.split=random; expected: data.split=usage.\n");
        Train("both.yaml", "train.seed=1").Error.ShouldStartWith("fertrain: train.seed=1: got one seed for all members");
        Train("both.yaml", "train.seed = 1").Error.ShouldStartWith("fertrain: train.seed = 1: got one seed for all members");
        Directory.Exists(Runs).ShouldBeFalse();
    }

    private static string Name(string run) => RunDirectory.NameWithoutTime(Path.GetFileName(run));

    private static string Run(string runs, string name) => Directory.GetDirectories(runs, $"*_{name}").ShouldHaveSingleItem();

    private CommandLine Resume(string config, params string[] arguments) =>
        CommandLine.Run(["train", "--config", _folder[config], "--runs", Runs, "--resume-or-start", .. CommandLine.Quick, .. arguments]);

    private CommandLine Train(string config, params string[] arguments) =>
        CommandLine.Run(["train", "--config", _folder[config], "--runs", Runs, .. CommandLine.Quick, .. arguments]);
}
