using System.Text.Json;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Metrics;
using FerTrain.Data;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class SuspectsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_folds_of_a_sweep_doubt_labels_and_a_training_leaves_them_out()
    {
        var sweep = CommandLine.Run(["sweep", "--folds", "2", "--seeds", "0,1", "--runs", _folder["runs"], .. CommandLine.Quick, "--threads", "1"]);
        sweep.Exit.ShouldBe(0, sweep.Error);
        var root = Directory.GetDirectories(_folder["runs"]).ShouldHaveSingleItem();
        sweep.Output.ShouldEndWith($"next:   fertrain data suspects {root}\n");
        var predictions = PredictionsFile.Read(Path.Combine(root, "out_of_fold.csv"), ClassNames.Fer2013);
        Enumerable.Range(0, predictions.Count).Select(predictions.Row).ShouldBe(Enumerable.Range(0, 70).Where(row => row % 10 < 8));
        Row(predictions, 0).ShouldBe(Mean(root, 0), 1e-6); // by the runs of both seeds that did not learn from it

        var suspects = CommandLine.Run("data", "suspects", root, "--top", "10", "--json");

        suspects.Exit.ShouldBe(0, suspects.Error);
        using var json = JsonDocument.Parse(suspects.Output);
        var listed = json.RootElement.GetProperty("suspects").EnumerateArray().Select(face => face.GetProperty("row").GetInt32()).ToArray();
        listed.ShouldBe(ConfidentLearning.Of(predictions).Doubted.Select(face => face.Row));
        var rows = Path.Combine(root, "suspects", "suspects.csv");
        File.ReadAllLines(rows).Skip(1).Select(line => int.Parse(line.Split(',')[0])).ShouldBe(listed);
        File.ReadAllText(Path.Combine(root, "suspects", "report.html")).ShouldContain("data:image/png;base64,");
        DataPreparation.Prepare(new DataConfig { Source = DataSource.Synthetic, SyntheticCount = 70, DropRows = rows }).Split.Train.Length.ShouldBe(56 - listed.Length);
        var text = CommandLine.Run("data", "suspects", root, "--top", "0").Output;
        text.ShouldStartWith($"{listed.Length} of 56 labels are doubted; about ");
        text.Split('\n').Where(line => ClassNames.Fer2013.Any(name => line.StartsWith($"{name} ", StringComparison.Ordinal)))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]).ShouldBe(Enumerable.Repeat("8", 7)); // the faces of each label
        text.ShouldEndWith($"\nnext:  fertrain train --config {root}/config.yaml data.drop_rows={rows}\n");
    }

    [Fact]
    public void A_file_needs_the_data_that_it_was_made_of()
    {
        CommandLine.Run("data", "synth", _folder["faces.csv"], "--count", "70").Exit.ShouldBe(0);
        float[] even = [.. Enumerable.Repeat(1f / 7, 7)];
        _folder.Write("oof.csv", new Predictions(7, [0, 1], [0, 1], [.. even, .. even]).ToCsv(ClassNames.Fer2013));
        _folder.Write("other.csv", new Predictions(7, [0, 1], [0, 2], [.. even, .. even]).ToCsv(ClassNames.Fer2013));

        CommandLine.Run("data", "suspects", _folder["oof.csv"]).Error.ShouldBe($"fertrain: {_folder["oof.csv"]}: a file does not say which faces it is about. Expected: --data PATH, or the sweep in its place.\n");
        CommandLine.Run("data", "suspects", _folder["other.csv"], "--data", _folder["faces.csv"]).Error.ShouldBe($"fertrain: {_folder["other.csv"]}: row 1 is fear, in the data it is disgust. Expected: the data that it was made of.\n");
        CommandLine.Run("data", "suspects", _folder["oof.csv"], "--data", _folder["faces.csv"], "--out", _folder["out"]).Output.ShouldEndWith($"\nnext:  fertrain train --data {_folder["faces.csv"]} data.drop_rows={_folder["out/suspects.csv"]}\n");
        CommandLine.Run("data", "suspects", "none.csv", "--data", _folder["faces.csv"]).Error.ShouldBe("fertrain: none.csv: no such file, and --data goes with one; a sweep knows its own faces.\n");
        File.Exists(_folder["out/suspects.csv"]).ShouldBeTrue();
        CommandLine.Run("data", "suspects", "none", "--runs", _folder["runs"]).Error.ShouldBe($"fertrain: Sweep 'none': no such folder with a plan.json, here or in '{_folder["runs"]}'.\n");
    }

    private static double Row(Predictions predictions, int i) => predictions.Probabilities(i)[0];

    private static double Mean(string sweep, int row) => SweptRuns.RunsOf(sweep)
        .Select(run => PredictionsFile.Read(Path.Combine(run, "eval", "val", "predictions.csv"), ClassNames.Fer2013))
        .SelectMany(fold => Enumerable.Range(0, fold.Count).Where(i => fold.Row(i) == row).Select(i => Row(fold, i)))
        .Average();
}
