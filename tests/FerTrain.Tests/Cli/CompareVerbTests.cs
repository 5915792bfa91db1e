using System.Text.Json;
using FerTrain.Tests.Comparison;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class CompareVerbTests : IDisposable
{
    private static readonly RunOnDisk First = new() { Name = "20261121_120000_first" };
    private static readonly RunOnDisk Second = new() { Name = "20261121_130000_second", Overrides = ["train.batch_size=64"], Wrong = _ => false };

    private readonly TempFolder _folder = new();

    public CompareVerbTests()
    {
        First.WriteTo(_folder.Root);
        Second.WriteTo(_folder.Root);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_text_is_as_recorded()
    {
        var compare = CommandLine.Run("compare", First.Name, Second.Name, "--runs", _folder.Root, "--out", _folder["out"]);
        (compare.Exit, compare.Error).ShouldBe((0, ""));
        compare.Output.Replace(_folder.Root, "RUNS", StringComparison.Ordinal).ShouldMatchGolden("compare_output.txt");
    }

    [Fact]
    public void A_cancelled_comparison_exits_with_130_and_writes_nothing()
    {
        CommandLine.RunCancelled("compare", First.Name, Second.Name, "--runs", _folder.Root, "--out", _folder["out"]).ShouldBe(new(130, "", ""));
        Directory.Exists(_folder["out"]).ShouldBeFalse();
    }

    [Fact]
    public void A_run_is_no_folder_for_a_comparison_and_is_compared_once()
    {
        var report = _folder.Write($"{First.Name}/report.html", "the run's own");
        CommandLine.Run("compare", First.Name, Second.Name, "--runs", _folder.Root, "--out", _folder[First.Name])
            .ShouldBe(new(2, "", $"fertrain: --out {_folder[First.Name]} is a run, whose report would be replaced. Expected: another folder.\n"));
        File.ReadAllText(report).ShouldBe("the run's own");
        CommandLine.Run("compare", First.Name, First.Name, "--runs", _folder.Root, "--out", _folder["out"]).Error.ShouldEndWith("is named 2 times. Expected: each once.\n");
    }

    [Fact]
    public void Runs_go_by_path_by_name_and_by_checkpoint()
    {
        var checkpoint = _folder.Write($"{Second.Name}/checkpoints/best.pt", "");
        var expected = CommandLine.Run("compare", First.Name, Second.Name, "--runs", _folder.Root, "--json").Output;
        CommandLine.Run("compare", _folder[First.Name], checkpoint, "--runs", _folder.Root, "--json").Output.ShouldBe(expected);
    }

    [Fact]
    public void Json_holds_the_runs_their_differences_and_the_tests()
    {
        var compare = CommandLine.Run("compare", First.Name, Second.Name, "--runs", _folder.Root, "--out", _folder["out"], "--json");
        (compare.Exit, compare.Error).ShouldBe((0, $"Report: {_folder["out/report.html"]}\nTables and figures: {_folder["out"]}\n"));
        compare.Output.ShouldBe(File.ReadAllText(_folder["out/comparison.json"]));
        using var json = JsonDocument.Parse(compare.Output);
        json.RootElement.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("run").GetString()).ShouldBe([First.Name, Second.Name]);
        json.RootElement.GetProperty("differences").GetProperty("train.batch_size").GetProperty(Second.Name).GetString().ShouldBe("64");
        var test = json.RootElement.GetProperty("tests").EnumerateArray().ShouldHaveSingleItem();
        (test.GetProperty("a").GetString(), test.GetProperty("b").GetString()).ShouldBe((First.Name, Second.Name));
        test.GetProperty("p_value").GetDouble().ShouldBe(Math.Pow(0.5, 23), 1e-15);
    }

    [Fact]
    public void The_folder_holds_the_tables_the_figures_and_the_report()
    {
        CommandLine.Run("compare", First.Name, Second.Name, "--runs", _folder.Root, "--out", _folder["out"]).Exit.ShouldBe(0);
        Directory.GetFiles(_folder["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe([
            "accuracy_by_size.png", "class_f1.png", "comparison.csv", "comparison.json", "comparison.md", "comparison.tex", "mcnemar.csv", "report.html",
            "val_accuracy.png", "val_accuracy_by_time.png", "val_loss.png"]);
    }

    [Fact]
    public void A_folder_keeps_no_figure_of_an_earlier_comparison()
    {
        var other = First with { Name = "20261121_140000_other", Faces = 63, Fingerprint = "other", Overrides = ["report.published=0.6"] };
        other.WriteTo(_folder.Root);
        CommandLine.Run("compare", First.Name, other.Name, "--runs", _folder.Root, "--out", _folder["out"]).Exit.ShouldBe(0);
        Files().ShouldContain("class_f1_group2.png");
        Files().ShouldContain("published.png");
        _folder.Write("out/own.png", "");

        CommandLine.Run("compare", First.Name, Second.Name, "--runs", _folder.Root, "--out", _folder["out"]).Exit.ShouldBe(0);

        Files().ShouldNotContain(file => file.Contains("group", StringComparison.Ordinal) || file == "published.png");
        Files().ShouldContain("own.png");

        string[] Files() => [.. Directory.GetFiles(_folder["out"]).Select(file => Path.GetFileName(file))];
    }

    [Fact]
    public void One_run_is_a_table_of_one_row_without_tests()
    {
        var compare = CommandLine.Run("compare", First.Name, "--runs", _folder.Root);
        compare.Exit.ShouldBe(0);
        compare.Output.Split('\n')[1].ShouldStartWith(First.Name);
        compare.Output.ShouldNotContain("McNemar");
        Directory.GetDirectories(_folder.Root, "comparison_????????_??????").ShouldHaveSingleItem();
    }

    [Fact]
    public void A_run_that_is_not_there_is_named_with_the_nearest() =>
        CommandLine.Run("compare", First.Name, "20261121_130000_secnd", "--runs", _folder.Root).ShouldBe(new(
            2, "", $"fertrain: Run '20261121_130000_secnd': no such file or folder, here or in '{_folder.Root}'. Did you mean '{Second.Name}'?\n"));

    [Fact]
    public void A_folder_that_is_no_run_is_named()
    {
        Directory.CreateDirectory(_folder["empty"]);
        CommandLine.Run("compare", First.Name, "empty", "--runs", _folder.Root).Error
            .ShouldBe($"fertrain: '{_folder["empty"]}' is no run directory and lies in none: there is no folder 'checkpoints'.\n");
    }

    [Fact]
    public void An_earlier_comparison_among_the_folders_is_left_out_and_named()
    {
        CommandLine.Run("compare", First.Name, "--runs", _folder.Root, "--out", _folder["earlier"]).Exit.ShouldBe(0);
        var compare = CommandLine.Run("compare", _folder[First.Name], _folder["earlier"], "--runs", _folder.Root, "--out", _folder["out"]);
        (compare.Exit, compare.Error).ShouldBe((0, $"{_folder["earlier"]}: left out, since it is a comparison and not a run\n"));
        CommandLine.Run("compare", _folder["earlier"], "--runs", _folder.Root)
            .ShouldBe(new(2, "", $"{_folder["earlier"]}: left out, since it is a comparison and not a run\nfertrain: compare got no run. Expected: one or more.\n"));
    }

    [Fact]
    public void So_is_a_search_for_a_learning_rate()
    {
        Directory.CreateDirectory(_folder["20261121_140000_find_lr"]);
        _folder.Write("20261121_140000_find_lr/find_lr.csv", "");
        var compare = CommandLine.Run("compare", _folder[First.Name], _folder["20261121_140000_find_lr"], "--out", _folder["out"]);
        (compare.Exit, compare.Error).ShouldBe((0, $"{_folder["20261121_140000_find_lr"]}: left out, since it is a search for a learning rate and not a run\n"));
    }

    [Fact]
    public void Nothing_to_compare_is_a_mistake() => CommandLine.Run("compare").Exit.ShouldBe(2);
}
