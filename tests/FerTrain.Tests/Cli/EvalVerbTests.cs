using System.Globalization;
using System.Text.Json;
using FerTrain.Figures;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class EvalVerbTests : IClassFixture<TrainedRun>
{
    private const string Synthetic = $"Warning: {Core.Runs.ModelCautions.SyntheticFaces}\n";

    private readonly TrainedRun _run;

    public EvalVerbTests(TrainedRun run) => _run = run;

    private string Metrics => Path.Combine(_run.Root, "eval", "test", "metrics.json");

    [Fact]
    public void A_run_a_checkpoint_and_the_newest_run_are_the_same_here()
    {
        var expected = File.ReadAllText(Metrics).Split('\n').Where(line => !line.Contains("\"checkpoint\"")).ToArray();
        foreach (var choice in new[] { ["--checkpoint", _run.Root], ["--checkpoint", _run.Best], new[] { "--runs", _run.Runs } })
        {
            var eval = CommandLine.Run(["eval", "--json", .. choice]);
            var told = choice[0] == "--runs" ? $"Checkpoint: {_run.Best}\n" : "";
            (eval.Exit, eval.Error).ShouldBe((0, $"{told}{Synthetic}Report, figures, predictions and metrics: {Path.Combine(_run.Root, "eval", "test")}\n"));
            eval.Output.Split('\n').Where(line => !line.Contains("\"checkpoint\"")).ShouldBe(expected);
        }
    }

    [Fact]
    public void The_report_of_the_run_follows_its_own_checkpoint_alone()
    {
        var report = Path.Combine(_run.Root, "report.html");
        string[][] others = [["--checkpoint", _run.Root, "--out", _run.File("elsewhere")], ["--checkpoint", _run.Best, _run.Last]];
        foreach (var arguments in others)
        {
            File.Delete(report);
            CommandLine.Run(["eval", .. arguments]).Exit.ShouldBe(0);
            File.Exists(report).ShouldBeFalse();
        }

        CommandLine.Run("eval", "--checkpoint", _run.Root).Exit.ShouldBe(0);
        File.ReadAllText(report).ShouldContain($"<h1>{Path.GetFileName(_run.Root)}</h1>");
    }

    [Fact]
    public void Another_split_is_scored_in_its_own_folder()
    {
        var eval = CommandLine.Run("eval", "--checkpoint", _run.Root, "--split", "val");
        eval.Exit.ShouldBe(0);
        eval.Output.ShouldStartWith("val: accuracy ");
        File.Exists(Path.Combine(_run.Root, "eval", "val", "predictions.csv")).ShouldBeTrue();
        File.Exists(Path.Combine(_run.Root, "eval", "val", "reliability.png")).ShouldBeTrue();
    }

    [Fact]
    public void Several_splits_are_scored_side_by_side_each_in_its_own_folder()
    {
        var eval = CommandLine.Run("eval", "--checkpoint", _run.Root, "--split", "test", "train");
        eval.Exit.ShouldBe(0, eval.Error);
        eval.Output.ShouldStartWith("test: accuracy ");
        eval.Output.ShouldContain("  train ");
        eval.Output.ShouldEndWith(string.Concat(new[] { "test", "train" }.Select(split => $"Report, figures, predictions and metrics: {Path.Combine(_run.Root, "eval", split)}\n")));
        using var json = JsonDocument.Parse(CommandLine.Run("eval", "--checkpoint", _run.Root, "--split", "test", "train", "--json", "--out", _run.File("both")).Output);
        json.RootElement.GetProperty("splits").EnumerateArray().Select(split => split.GetProperty("split").GetString()).ShouldBe(["test", "train"]);
        File.Exists(Path.Combine(_run.File("both"), "train", "metrics.json")).ShouldBeTrue();
    }

    [Fact]
    public void The_text_is_as_recorded() =>
        Masked.Numbers(CommandLine.Run("eval", "--checkpoint", _run.Root).Output, _run.Root).ShouldMatchGolden("eval_output.txt");

    [Fact]
    public void Checkpoints_that_lie_in_no_run_are_scored_beside_them_each_in_a_folder_of_its_own()
    {
        using var folder = new TempFolder();
        foreach (var name in (string[])["model.pt", "other.pt"])
        {
            File.Copy(_run.Best, folder[name]);
            CommandLine.Run("eval", "--checkpoint", folder[name]).Exit.ShouldBe(0);
            File.Exists(Path.Combine(folder.Root, "eval", $"test_{name}", "metrics.json")).ShouldBeTrue();
        }
    }

    [Fact]
    public void A_file_of_faces_is_divided_as_the_run_was()
    {
        var faces = _run.File("other.csv");
        CommandLine.Run("data", "synth", faces, "--count", "140", "--seed", "5").Exit.ShouldBe(0);
        var eval = CommandLine.Run("eval", "--checkpoint", _run.Root, "--split", "train", "--data", faces, "--json");
        using var json = JsonDocument.Parse(eval.Output);
        json.RootElement.GetProperty("samples").GetInt32().ShouldBe(112);
        json.RootElement.GetProperty("leak_free").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void Other_faces_of_a_file_of_the_same_name_leave_the_scores_of_the_first()
    {
        var folder = Path.Combine(_run.Root, "eval", "test_same.csv");
        foreach (var (seed, scores) in ((string, string)[])[("7", folder), ("8", $"{folder}_2"), ("7", folder)])
        {
            var file = Path.Combine(Directory.CreateDirectory(_run.File($"seed_{seed}")).FullName, "same.csv");
            CommandLine.Run("data", "synth", file, "--count", "70", "--seed", seed, "--force").Exit.ShouldBe(0);
            CommandLine.Run("eval", "--checkpoint", _run.Root, "--data", file).Output.ShouldEndWith($": {scores}\n");
        }
    }

    [Fact]
    public void Faces_of_another_file_have_no_leak_free_accuracy_and_leave_the_run_s_own_result_as_it_is()
    {
        var faces = _run.File("others.csv");
        CommandLine.Run("data", "synth", faces, "--count", "140", "--seed", "6").Exit.ShouldBe(0);
        var files = Directory.GetFiles(_run.Root, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllBytes);

        var eval = CommandLine.Run("eval", "--checkpoint", _run.Root, "--data", faces, "--json");

        var folder = Path.Combine(_run.Root, "eval", "test_others.csv");
        (eval.Exit, eval.Error).ShouldBe((0,
            $"Warning: {_run.Best} was not trained on {faces}: which of its faces it has seen is not known, so there is no leak-free accuracy.\n"
            + $"{Synthetic}Report, figures, predictions and metrics: {folder}\n"));
        using var json = JsonDocument.Parse(eval.Output);
        json.RootElement.GetProperty("leak_free").ValueKind.ShouldBe(JsonValueKind.Null);
        json.RootElement.GetProperty("members")[0].GetProperty("leak_free_accuracy").ValueKind.ShouldBe(JsonValueKind.Null);
        File.Exists(Path.Combine(folder, "metrics.json")).ShouldBeTrue();
        foreach (var (file, content) in files) File.ReadAllBytes(file).ShouldBe(content, file);
    }

    [Fact]
    public void The_file_that_a_run_was_trained_on_gives_its_own_result_wherever_it_lies_and_a_changed_one_is_refused()
    {
        using var folder = new TempFolder();
        CommandLine.Run("data", "synth", folder["faces.csv"], "--count", "140").Exit.ShouldBe(0);
        CommandLine.Run(["train", "--runs", folder["runs"], .. CommandLine.Quick, "data.source=csv", $"data.path={folder["faces.csv"]}"]).Exit.ShouldBe(0);
        var run = Directory.GetDirectories(folder["runs"]).Single();
        var trained = File.ReadAllText(Path.Combine(run, "eval", "test", "metrics.json"));
        var lines = File.ReadAllLines(folder["faces.csv"]);
        File.Move(folder["faces.csv"], folder["moved.csv"]);

        CommandLine.Run("eval", "--checkpoint", run, "--data", folder["moved.csv"], "--json").Output.ShouldBe(trained);
        File.WriteAllLines(folder["faces.csv"], lines.SkipLast(1));
        CommandLine.Run("eval", "--checkpoint", run).ShouldBe(new(2, "",
            $"fertrain: {Path.Combine(run, "checkpoints", "best.pt")}: {folder["faces.csv"]} no longer gives the faces, labels and split that it was trained on. Expected: the data as they were, or --data with any file.\n"));
    }

    [Fact]
    public void Several_checkpoints_are_scored_together_in_a_folder_of_their_own()
    {
        var eval = CommandLine.Run("eval", "--checkpoint", _run.Root, _run.Last, "--json");
        var folder = Path.Combine(_run.Root, "eval", "ensemble_test");
        (eval.Exit, eval.Error).ShouldBe((0, $"{Synthetic}Report, figures, predictions and metrics: {folder}\n"));
        using var json = JsonDocument.Parse(eval.Output);
        json.RootElement.GetProperty("checkpoint").GetString().ShouldBe($"{_run.Best}, {_run.Last}");
        json.RootElement.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("checkpoint").GetString()).ShouldBe([_run.Best, _run.Last]);
        File.ReadAllText(Path.Combine(folder, "metrics.json")).ShouldBe(eval.Output);
        Directory.GetFiles(folder, "*.png").Select(Path.GetFileNameWithoutExtension)
            .ShouldBe([.. RunFigures.Evaluation.Select(figure => figure.Name), "confused_faces"], ignoreOrder: true);

        CommandLine.Run("eval", "--checkpoint", _run.Root, _run.Last, "--tta", "flip").Output.ShouldContain("ensemble_test_flip\n");
        CommandLine.Run("eval", "--checkpoint", _run.Root, _run.Last).Output.ShouldContain("ensemble_test\n");
        File.Copy(_run.Last, _run.File("copy.pt"));
        CommandLine.Run("eval", "--checkpoint", _run.Root, _run.File("copy.pt")).Output.ShouldContain("ensemble_test_2\n");
    }

    [Fact]
    public void Runs_that_were_trained_on_different_splits_are_no_ensemble()
    {
        using var folder = new TempFolder();
        CommandLine.Run(["train", "--runs", folder.Root, .. CommandLine.Quick, "data.split=random"]).Exit.ShouldBe(0);
        var other = Path.Combine(Directory.GetDirectories(folder.Root).Single(), "checkpoints", "best.pt");
        CommandLine.Run("eval", "--checkpoint", _run.Best, other).ShouldBe(new(
            2, "", $"fertrain: {other} is not trained on the split of {_run.Best}: data.split=random; expected: data.split=usage.\n"));
    }

    [Fact]
    public void Runs_whose_configs_differ_in_a_key_that_changes_no_face_are_an_ensemble()
    {
        using var folder = new TempFolder();
        CommandLine.Run(["train", "--runs", folder.Root, .. CommandLine.Quick, "data.balance=oversample"]).Exit.ShouldBe(0);
        CommandLine.Run("eval", "--checkpoint", _run.Best, Directory.GetDirectories(folder.Root).Single(), "--out", folder["out"]).Exit.ShouldBe(0);
    }

    [Fact]
    public void Views_and_the_folder_of_the_report_can_be_chosen()
    {
        using var folder = new TempFolder();
        var eval = CommandLine.Run("eval", "--checkpoint", _run.Root, "--tta", "ten_crop", "--out", folder["report"]);
        eval.Exit.ShouldBe(0);
        eval.Output.ShouldContain("\nprobabilities averaged over the views of ten_crop\n");
        File.ReadAllText(folder["report/metrics.json"]).ShouldContain("\"tta\": \"ten_crop\"");
    }

    [Fact]
    public void Other_views_than_the_config_s_leave_the_run_s_own_result_as_it_is()
    {
        var (metrics, report) = (File.ReadAllBytes(Metrics), File.ReadAllBytes(Path.Combine(_run.Root, "report.html")));
        CommandLine.Run("eval", "--checkpoint", _run.Root, "--tta", "flip").Output.ShouldEndWith($"{Path.Combine(_run.Root, "eval", "test_flip")}\n");
        File.ReadAllBytes(Metrics).ShouldBe(metrics);
        File.ReadAllBytes(Path.Combine(_run.Root, "report.html")).ShouldBe(report);
    }

    [Fact]
    public void Another_checkpoint_than_the_run_s_leaves_its_result_as_it_is()
    {
        var (metrics, report) = (File.ReadAllBytes(Metrics), File.ReadAllBytes(Path.Combine(_run.Root, "report.html")));
        File.Copy(_run.Best, Path.Combine(_run.Root, "checkpoints", "epoch_001.pt"));

        CommandLine.Run("eval", "--checkpoint", Path.Combine(_run.Root, "checkpoints", "epoch_001.pt")).Output.ShouldEndWith($"{Path.Combine(_run.Root, "eval", "test_epoch_001")}\n");

        File.Delete(Path.Combine(_run.Root, "checkpoints", "epoch_001.pt"));
        File.ReadAllBytes(Metrics).ShouldBe(metrics);
        File.ReadAllBytes(Path.Combine(_run.Root, "report.html")).ShouldBe(report);
    }

    [Fact]
    public void A_run_without_the_checkpoint_that_it_scores_names_the_one_that_it_has()
    {
        using var folder = new TempFolder();
        var run = Core.Runs.RunDirectory.Create(folder.Root, "begun", DateTimeOffset.UnixEpoch);
        File.Copy(_run.Best, run.BestCheckpoint);
        File.WriteAllText(run.Config, "eval: {checkpoint: last}");
        CommandLine.Run("eval", "--checkpoint", run.Root).ShouldBe(new(
            2, "", $"fertrain: Run '{run.Root}' has no last.pt yet, which its config scores (eval.checkpoint). Expected now: {run.BestCheckpoint}.\n"));
    }

    [Fact]
    public void A_run_without_a_checkpoint_is_told_as_such()
    {
        using var folder = new TempFolder();
        var run = Core.Runs.RunDirectory.Create(folder.Root, "begun", DateTimeOffset.UnixEpoch);
        CommandLine.Run("eval", "--checkpoint", run.Root).ShouldBe(new(2, "", $"fertrain: Run '{run.Root}' has no checkpoint: it stopped before its first was saved.\n"));
        File.WriteAllText(run.Config, "");
        File.WriteAllText(run.LastCheckpoint, "");
        CommandLine.Run("eval", "--checkpoint", run.Root).ShouldBe(new(
            2, "", $"fertrain: Run '{run.Root}' has no checkpoint yet: no epoch has ended. fertrain train --resume {run.Root} resumes it.\n"));
        File.WriteAllText(run.Summary, "");
        CommandLine.Run("eval", "--checkpoint", run.Root).ShouldBe(new(2, "", $"fertrain: Run '{run.Root}' has ended, and its best.pt is missing.\n"));
    }

    [Fact]
    public void Other_views_are_a_mistake() => CommandLine.Run("eval", "--checkpoint", _run.Root, "--tta", "flop").ShouldBe(
        new(2, "", "fertrain: Unknown test-time augmentation 'flop'. Did you mean 'flip'? Expected: none, flip, ten_crop.\n"));

    [Fact]
    public void A_cancelled_evaluation_exits_with_130_and_leaves_its_report_as_it_was()
    {
        var before = File.GetLastWriteTimeUtc(Metrics);
        CommandLine.RunCancelled("eval", "--checkpoint", _run.Root).ShouldBe(new(130, "", ""));
        File.GetLastWriteTimeUtc(Metrics).ShouldBe(before);
    }

    [Fact]
    public void The_figures_follow_from_the_predictions()
    {
        using var json = JsonDocument.Parse(CommandLine.Run("eval", "--checkpoint", _run.Root, "--split", "train", "--json").Output);
        var root = json.RootElement;
        double Figure(string name) => root.GetProperty(name).GetDouble();
        var lines = File.ReadAllLines(Path.Combine(_run.Root, "eval", "train", "predictions.csv"));
        string[] names = [.. lines[0].Split(',').Skip(4)];
        var rows = lines.Skip(1).Select(line => new Prediction(line.Split(','))).ToArray();

        rows.Length.ShouldBe(root.GetProperty("samples").GetInt32());
        var accuracy = rows.Average(row => row.Truth == row.Predicted ? 1.0 : 0);
        Figure("accuracy").ShouldBe(accuracy, 1e-12);
        Figure("hamming_loss").ShouldBe(1 - accuracy, 1e-12);
        Figure("standard_error").ShouldBe(Math.Sqrt(accuracy * (1 - accuracy) / rows.Length), 1e-12);
        Figure("top2_accuracy").ShouldBe(rows.Average(row => row.Rank <= 2 ? 1.0 : 0), 1e-12);
        Figure("log_loss").ShouldBe(rows.Average(row => -Math.Log(row.SoftLabels[Array.IndexOf(names, row.Truth)])), 1e-6);
        root.GetProperty("rank_of_truth").EnumerateArray().Select(n => n.GetInt32()).ShouldBe(Enumerable.Range(1, 7).Select(rank => rows.Count(row => row.Rank == rank)));
        root.GetProperty("confusion").EnumerateArray().Select(row => row.EnumerateArray().Select(n => n.GetInt32()).ToArray()).ShouldBe(
            names.Select(truth => names.Select(predicted => rows.Count(row => row.Truth == truth && row.Predicted == predicted)).ToArray()));
        foreach (var row in rows)
            row.Predicted.ShouldBe(names[Array.IndexOf(row.SoftLabels, row.SoftLabels.Max())]);
    }

    private sealed record Prediction(string[] Cells)
    {
        public string Truth => Cells[1];

        public string Predicted => Cells[2];

        public int Rank => int.Parse(Cells[3], CultureInfo.InvariantCulture);

        public float[] SoftLabels { get; } = [.. Cells.Skip(4).Select(cell => float.Parse(cell, CultureInfo.InvariantCulture))];
    }
}
