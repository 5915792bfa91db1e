using System.Text.Json;
using FerTrain.Core.Runs;

namespace FerTrain.Tests.Cli;

/// <summary>What an ensemble leaves in a directory of its own.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class EnsembleDirectoryTests(TrainedEnsemble trained) : IClassFixture<TrainedEnsemble>, IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_has_a_report_and_the_scores_of_its_members_in_files()
    {
        var ensemble = trained.Directory;
        Directory.GetFiles(ensemble).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(["config.yaml", "ensemble.json", "environment.json", "members.csv", "report.html"]);
        File.Exists(Path.Combine(ensemble, "eval", "test", "metrics.json")).ShouldBeTrue();
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(ensemble, "ensemble.json")));
        var tiny = json.RootElement.GetProperty("members")[0];
        var (mean, deviation) = (tiny.GetProperty("accuracy").GetProperty("mean").GetDouble(), tiny.GetProperty("accuracy").GetProperty("standard_deviation").GetDouble());
        var csv = File.ReadAllLines(Path.Combine(ensemble, "members.csv"));
        csv[0].ShouldBe("member,runs,accuracy_mean,accuracy_sd,leak_free_accuracy_mean,leak_free_accuracy_sd");
        csv[1].ShouldStartWith(FormattableString.Invariant($"tiny,2,{mean:R},{deviation:R},"));
        csv.Select(line => line.Split(',')[0]).ShouldBe(["member", "tiny", "mini", "all"]);
        var page = File.ReadAllText(Path.Combine(ensemble, "report.html"));
        page.ShouldContain("Members");
        page.ShouldContain("Accuracy of each run alone");
        trained.Train.Output.ShouldEndWith($"\nreport: {ensemble}/report.html\nevaluation: {ensemble}/eval/test\n");
        // What is killed while it draws can be resumed: the directory counts from its config on, and has its record before.
        File.GetLastWriteTimeUtc(Path.Combine(ensemble, "ensemble.json")).ShouldBeLessThanOrEqualTo(File.GetLastWriteTimeUtc(Path.Combine(ensemble, "config.yaml")));

        var shown = CommandLine.Run("runs", "show", ensemble);
        shown.Exit.ShouldBe(0, shown.Error);
        shown.Output.ShouldStartWith($"{ensemble}: finished\n");
        shown.Output.ShouldMatch(@"\nmodel +ensemble of 4\n");
        shown.Output.ShouldMatch(@"\ntraining +\d+ s of all members\ntest +accuracy ");
        shown.Output.ShouldNotContain("next:");
        CommandLine.Succeed("runs", "list", "--runs", trained.Runs).Output.ShouldMatch($@"\n{Path.GetFileName(ensemble)} +ensemble of 4 +\d+\.\d\d ± \d+\.\d\d +finished ");
    }

    [Fact]
    public void It_goes_on_in_its_own_directory_and_is_compared_with_runs()
    {
        var ensemble = trained.Directory;

        var again = trained.Repeat("--resume-or-start");
        again.Exit.ShouldBe(0, again.Error);
        Directory.GetDirectories(trained.Runs, "*_both").ShouldBe([ensemble]);

        var compare = CommandLine.Run(["compare", "--json", "--out", _folder["out"], ensemble, .. Directory.GetDirectories(trained.Runs, "*_seed4")]);
        compare.Exit.ShouldBe(0, compare.Error);
        using var json = JsonDocument.Parse(compare.Output);
        var row = json.RootElement.GetProperty("runs")[0];
        (row.GetProperty("model").GetString(), row.GetProperty("finished").GetBoolean(), row.GetProperty("group").GetInt32()).ShouldBe(("ensemble of 4", true, 1));
        row.GetProperty("parameters").GetInt64().ShouldBe(2 * json.RootElement.GetProperty("runs").EnumerateArray().Skip(1).Sum(run => run.GetProperty("parameters").GetInt64()));
        json.RootElement.GetProperty("tests").GetArrayLength().ShouldBe(3);
        Directory.GetFiles(_folder["out"], "*.html").Select(File.ReadAllText).ShouldHaveSingleItem().ShouldNotContain($"--config {ensemble}"); // that file names members alone
        CommandLine.Run("compare", Path.GetFileName(ensemble), "--runs", trained.Runs, "--out", _folder["out"]).Exit.ShouldBe(0);
        var eval = CommandLine.Run("eval", "both", "--runs", trained.Runs);
        eval.Output.ShouldEndWith($"Report, figures, predictions and metrics: {ensemble}/eval/test\n", customMessage: eval.Error);
        CommandLine.Run("explain", "--row", "0", "--checkpoint", "both", "--runs", trained.Runs).Error.ShouldStartWith($"fertrain: '{ensemble}' is an ensemble, which has no checkpoint of its own.");
    }

    [Fact]
    public void The_newest_run_is_never_an_ensemble_but_one_of_its_members()
    {
        RunFinder.Latest(trained.Runs).Root.ShouldContain("_seed");
        CommandLine.Run("train", "--resume", trained.Directory).Error.ShouldContain("is an ensemble");
    }
}

/// <summary>Two networks with two seeds, trained once for the tests of a class.</summary>
public sealed class TrainedEnsemble : IDisposable
{
    private readonly TempFolder _folder = new();

    public TrainedEnsemble()
    {
        WriteConfigs(_folder);
        Train = Repeat();
        Train.Exit.ShouldBe(0, Train.Error);
    }

    internal CommandLine Train { get; }

    public string Runs => _folder["runs"];

    public string Directory => System.IO.Directory.GetDirectories(Runs, "*_both").ShouldHaveSingleItem();

    public void Dispose() => _folder.Dispose();

    /// <summary>Writes both.yaml, and the configs of its members beside it.</summary>
    internal static void WriteConfigs(TempFolder folder)
    {
        folder.Write("tiny.yaml", "model: {name: tiny_xception}\ndata: {source: synthetic}\neval: {tta: flip}");
        folder.Write("mini.yaml", "data: {source: synthetic}");
        folder.Write("both.yaml", "ensemble: {members: [tiny.yaml, mini.yaml], seeds: [4, 5]}\neval: {tta: none}");
    }

    internal CommandLine Repeat(params string[] options) => CommandLine.Run(["train", "--config", _folder["both.yaml"], "--runs", Runs, .. options, .. CommandLine.Quick]);
}
