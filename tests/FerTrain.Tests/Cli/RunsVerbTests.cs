namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class RunsVerbTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    [Fact]
    public void The_list_has_a_line_a_run()
    {
        CommandLine.Succeed("runs", "list", "--runs", run.Runs).Output
            .ShouldMatch(@"^run +model +accuracy % +state +size\n\d{8}_\d{6}_quick +mini_xception +\d+\.\d\d ± \d+\.\d\d +finished +\d+ [KM]B\n$");
    }

    [Fact]
    public void Json_has_the_numbers()
    {
        var listed = CommandLine.Json("runs", "list", "--runs", run.Runs, "--json")[0];
        listed.EnumerateObject().Select(property => property.Name).ShouldBe(["name", "path", "state", "model", "started_at", "test", "bytes"]);
        listed.GetProperty("state").GetString().ShouldBe("finished");
        listed.GetProperty("test").GetProperty("samples").GetInt32().ShouldBe(7);
        listed.GetProperty("bytes").GetInt64().ShouldBe(Directory.GetFiles(run.Root, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length));
    }

    [Fact]
    public void A_damaged_run_is_a_line_too()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(Path.Combine(folder["20261120_181500_a"], "checkpoints"));
        File.WriteAllText(Path.Combine(folder["20261120_181500_a"], "config.yaml"), "trian: 1");
        CommandLine.Run("runs", "list", "--runs", folder.Root).Output.ShouldMatch(@"\n20261120_181500_a +\? +– +failed +1 KB\n$");

        File.WriteAllText(Path.Combine(folder["20261120_181500_a"], "checkpoints", "best.pt"), "");
        CommandLine.Run("runs", "list", "--runs", folder.Root).Output.ShouldMatch(@"\n20261120_181500_a +\? +– +unfinished +1 KB\n$");
    }

    [Fact]
    public void A_finished_run_whose_checkpoints_are_deleted_is_shown_still()
    {
        using var folder = new TempFolder();
        var root = TrainedRun.CopyTo(folder.Root);
        Directory.Delete(Path.Combine(root, "checkpoints"), recursive: true);
        CommandLine.Run("runs", "show", root).Output.ShouldStartWith($"{root}: finished\n");
        CommandLine.Run("runs", "list", "--runs", folder.Root).Output.ShouldContain(" finished ");
    }

    [Fact]
    public void An_empty_folder_says_so()
    {
        using var folder = new TempFolder();
        CommandLine.Run("runs", "list", "--runs", folder.Root).ShouldBe(new(0, $"No run in {folder.Root}.\n", ""));
        CommandLine.Json("runs", "list", "--runs", folder.Root, "--json").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public void A_run_is_shown_with_what_it_changes_and_what_can_follow()
    {
        var shown = CommandLine.Succeed("runs", "show", "quick", "--runs", run.Runs);
        shown.Output.ShouldStartWith($"{run.Root}: finished\n");
        shown.Output.ShouldContain("\n  train.epochs=1\n");
        shown.Output.ShouldContain("\n  checkpoints/best.pt\n");
        shown.Output.ShouldContain($"\n  fertrain export --onnx --checkpoint {run.Root}\n");
        shown.Output.ShouldNotContain("train.seed=");

        var json = CommandLine.Json("runs", "show", "--runs", run.Runs, "--json");
        json.GetProperty("config").GetProperty("data.source").GetString().ShouldBe("synthetic");
        json.GetProperty("files").EnumerateArray().Select(file => file.GetString()).ShouldContain("report.html");
        json.GetProperty("best_epoch").GetInt32().ShouldBe(1);
    }

    [Fact]
    public void A_name_in_short_is_enough_for_other_verbs()
    {
        CommandLine.Succeed("eval", "quick", "--runs", run.Runs, "--split", "PublicTest", "--json").Output.ShouldContain("\"split\": \"val\"");
        CommandLine.Succeed("compare", "quick", "--runs", run.Runs, "--json");
    }
}
