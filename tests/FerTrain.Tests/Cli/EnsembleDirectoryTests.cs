using System.Text.Json;
using FerTrain.Core.Runs;

namespace FerTrain.Tests.Cli;

/// <summary>What an ensemble leaves in a directory of its own.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class EnsembleDirectoryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public EnsembleDirectoryTests()
    {
        _folder.Write("tiny.yaml", "model: {name: tiny_xception}\ndata: {source: synthetic}");
        _folder.Write("mini.yaml", "data: {source: synthetic}");
        _folder.Write("both.yaml", "ensemble: {members: [tiny.yaml, mini.yaml], seeds: [4, 5]}");
    }

    private string Runs => _folder["runs"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_has_a_report_and_the_scores_of_its_members_in_files()
    {
        var train = Train("--runs");
        train.Exit.ShouldBe(0, train.Error);

        var ensemble = Directory.GetDirectories(Runs, "*_both").ShouldHaveSingleItem();
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
        train.Output.ShouldEndWith($"\nreport: {ensemble}/report.html\nevaluation: {ensemble}/eval/test\n");
    }

    [Fact]
    public void It_goes_on_in_its_own_directory_and_is_compared_with_runs()
    {
        Train("--runs").Exit.ShouldBe(0);
        var ensemble = Directory.GetDirectories(Runs, "*_both").ShouldHaveSingleItem();

        var again = Train("--resume");
        again.Exit.ShouldBe(0, again.Error);
        Directory.GetDirectories(Runs, "*_both").ShouldBe([ensemble]);

        var compare = CommandLine.Run(["compare", "--json", "--out", _folder["out"], ensemble, .. Directory.GetDirectories(Runs, "*_seed4")]);
        compare.Exit.ShouldBe(0, compare.Error);
        using var json = JsonDocument.Parse(compare.Output);
        var row = json.RootElement.GetProperty("runs")[0];
        (row.GetProperty("model").GetString(), row.GetProperty("finished").GetBoolean(), row.GetProperty("group").GetInt32()).ShouldBe(("ensemble of 4", true, 1));
        row.GetProperty("parameters").GetInt64().ShouldBe(2 * json.RootElement.GetProperty("runs").EnumerateArray().Skip(1).Sum(run => run.GetProperty("parameters").GetInt64()));
        json.RootElement.GetProperty("tests").GetArrayLength().ShouldBe(3);
        CommandLine.Run("compare", Path.GetFileName(ensemble), "--runs", Runs, "--out", _folder["out"]).Exit.ShouldBe(0);
        var eval = CommandLine.Run("eval", "both", "--runs", Runs);
        eval.Output.ShouldEndWith($"Report, figures, predictions and metrics: {ensemble}/eval/test\n", customMessage: eval.Error);
        CommandLine.Run("explain", "--row", "0", "--checkpoint", "both", "--runs", Runs).Error.ShouldStartWith($"fertrain: '{ensemble}' is an ensemble, which has no checkpoint of its own.");
    }

    [Fact]
    public void The_newest_run_is_never_an_ensemble_but_one_of_its_members()
    {
        Train("--runs").Exit.ShouldBe(0);
        RunDirectory.Latest(Runs).Root.ShouldContain("_seed");
        CommandLine.Run("train", "--resume", Directory.GetDirectories(Runs, "*_both")[0]).Error.ShouldContain("is an ensemble");
    }

    private CommandLine Train(string option) => CommandLine.Run(["train", "--config", _folder["both.yaml"], option, Runs, .. CommandLine.Quick]);
}
