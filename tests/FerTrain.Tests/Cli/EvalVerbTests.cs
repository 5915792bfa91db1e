using System.Globalization;
using System.Text.Json;

namespace FerTrain.Tests.Cli;

public sealed class EvalVerbTests : IClassFixture<TrainedRun>
{
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
            (eval.Exit, eval.Error).ShouldBe((0, $"Report, predictions and metrics: {Path.Combine(_run.Root, "eval", "test")}\n"));
            eval.Output.Split('\n').Where(line => !line.Contains("\"checkpoint\"")).ShouldBe(expected);
        }
    }

    [Fact]
    public void Another_split_is_scored_in_its_own_folder()
    {
        var eval = CommandLine.Run("eval", "--checkpoint", _run.Root, "--split", "val");
        eval.Exit.ShouldBe(0);
        eval.Output.ShouldStartWith("val: accuracy ");
        File.Exists(Path.Combine(_run.Root, "eval", "val", "predictions.csv")).ShouldBeTrue();
    }

    [Fact]
    public void The_text_is_as_recorded() =>
        Masked.Numbers(CommandLine.Run("eval", "--checkpoint", _run.Root).Output, _run.Root).ShouldMatchGolden("eval_output.txt");

    [Fact]
    public void A_checkpoint_that_lies_in_no_run_is_scored_beside_it()
    {
        using var folder = new TempFolder();
        File.Copy(_run.Best, folder["model.pt"]);
        CommandLine.Run("eval", "--checkpoint", folder["model.pt"]).Exit.ShouldBe(0);
        File.Exists(Path.Combine(folder.Root, "eval", "test", "metrics.json")).ShouldBeTrue();
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
        Figure("log_loss").ShouldBe(rows.Average(row => -Math.Log(row.Shares[Array.IndexOf(names, row.Truth)])), 1e-6);
        root.GetProperty("rank_of_truth").EnumerateArray().Select(n => n.GetInt32()).ShouldBe(Enumerable.Range(1, 7).Select(rank => rows.Count(row => row.Rank == rank)));
        root.GetProperty("confusion").EnumerateArray().Select(row => row.EnumerateArray().Select(n => n.GetInt32()).ToArray()).ShouldBe(
            names.Select(truth => names.Select(predicted => rows.Count(row => row.Truth == truth && row.Predicted == predicted)).ToArray()));
        foreach (var row in rows)
            row.Predicted.ShouldBe(names[Array.IndexOf(row.Shares, row.Shares.Max())]);
    }

    private sealed record Prediction(string[] Cells)
    {
        public string Truth => Cells[1];

        public string Predicted => Cells[2];

        public int Rank => int.Parse(Cells[3], CultureInfo.InvariantCulture);

        public float[] Shares { get; } = [.. Cells.Skip(4).Select(cell => float.Parse(cell, CultureInfo.InvariantCulture))];
    }
}
