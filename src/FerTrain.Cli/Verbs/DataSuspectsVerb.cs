using System.CommandLine;
using System.Globalization;
using FerTrain.Cli.Rendering;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;
using FerTrain.Core.Sweeps;
using FerTrain.Data;
using FerTrain.Reports;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain data suspects SWEEP|FILE [--data PATH]</c></summary>
internal static class DataSuspectsVerb
{
    public static Command Create(Terminal terminal)
    {
        var source = new Argument<string>("sweep")
        {
            Description =
                "A sweep with --folds, by its folder, name or a unique part of its name; or a file of out-of-fold predictions in the format of predictions.csv.",
        };
        var data = new Option<string?>("--data") { Description = "The faces of such a file; a sweep knows its own." };
        var target = new Option<string?>("--out") { Description = "Folder to write; suspects in the sweep's folder, or beside the file, without it." };
        var top = new Option<int>("--top") { Description = "Faces that the page shows.", DefaultValueFactory = _ => 144 };
        var (runs, json) = (SharedOptions.Runs(), SharedOptions.Json());
        var verb = new Verb("suspects", "List the faces whose labels the folds of a sweep doubt most (confident learning), as a CSV file and a page of pictures.",
            "fertrain data suspects mini_xception_sweep",
            "fertrain data suspects out_of_fold.csv --data fer2013.csv --out suspects --top 300") { source, data, target, top, runs, json };
        verb.SetAction((parse, cancel) =>
        {
            SharedOptions.RequireNoReport(parse.GetValue(target));
            if (parse.GetValue(top) is < 0 or > 10_000) throw new UserError($"--top is {parse.GetValue(top)}. Expected: 0 to 10000.");
            var (file, config, recipe) = Source(parse.GetRequiredValue(source), parse.GetValue(data), parse.GetValue(runs)!);
            var faces = Interruptible.Run(() => DataPreparation.Prepare(config.Data with { Folds = 0, Fold = 0 }, config.Preprocess.Size).Faces, cancel);
            var predictions = PredictionsFile.Read(file, faces.ClassNames);
            RequireFaces(file, predictions, faces);
            var found = ConfidentLearning.Of(predictions);
            var folder = parse.GetValue(target) ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, "suspects");
            var next = ProgramCommand.Of(["train", .. recipe, $"data.drop_rows={Path.Combine(folder, SuspectsReport.Table)}"]);
            SuspectsReport.Write(folder, found, faces, file, next, parse.GetValue(top));
            if (parse.GetValue(json))
                JsonOutput.Write(terminal.Output, new
                {
                    Folder = folder,
                    Faces = predictions.Count,
                    Classes = faces.ClassNames,
                    found.Thresholds,
                    found.Counts,
                    found.Joint,
                    found.EstimatedErrors,
                    Suspects = found.Doubted.Select(face => new
                    {
                        face.Row,
                        Label = faces.ClassNames[face.Label],
                        Suggested = faces.ClassNames[face.Suggested],
                        face.LabelProbability,
                        face.SuggestedProbability,
                        face.Margin,
                    }),
                });
            else
                Print(terminal, found, faces, predictions, folder, next);
            return Task.FromResult(0);
        });
        return verb;
    }

    /// <summary>Finds the predictions, the config of their faces, and the options that train on these.</summary>
    private static (string File, RunConfig Config, string[] Recipe) Source(string source, string? data, string runs)
    {
        if (File.Exists(source))
        {
            return data is not null
                ? (source, new RunConfig { Data = new DataConfig { Source = FaceSource.Of(data), Path = data } }, ["--data", data])
                : throw new UserError($"{source}: a file does not say which faces it is about. Expected: --data PATH, or the sweep in its place.");
        }

        if (data is not null) throw new UserError($"{source}: no such file, and --data goes with one; a sweep knows its own faces.");
        var sweep = Sweep.Open(source, runs);
        return File.Exists(sweep.OutOfFold)
            ? (sweep.OutOfFold, sweep.Config, ["--config", Path.Combine(sweep.Root, "config.yaml")])
            : throw new UserError($"{sweep.Root} has no out_of_fold.csv. Expected: a sweep with --folds that has ended.");
    }

    private static void RequireFaces(string file, Predictions predictions, FaceSet faces)
    {
        for (var i = 0; i < predictions.Count; i++)
        {
            var row = predictions.Row(i);
            if (row < faces.Count && faces.Labels[row] == predictions.Label(i)) continue;
            var found = row >= faces.Count ? $"and the data have {faces.Count} rows"
                : faces.Labels[row] == FaceSet.Unlabelled ? "in the data it is of no class"
                : $"in the data it is {faces.ClassNames[faces.Labels[row]]}";
            throw new UserError($"{file}: row {row} is {faces.ClassNames[predictions.Label(i)]}, {found}. Expected: the data that it was made of.");
        }
    }

    private static void Print(Terminal terminal, ConfidentLearning found, FaceSet faces, Predictions predictions, string folder, string next)
    {
        var (output, count) = (terminal.Output, predictions.Count);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{found.Doubted.Count:N0} of {count:N0} labels are doubted; about {found.EstimatedErrors:P1} are estimated to be wrong"));
        output.WriteLine();
        TextTable.Write(output,
        [
            ["label", "faces", "doubted", "most often taken for"],
            .. faces.ClassNames.Select((name, label) =>
            {
                var doubted = found.Doubted.Where(face => face.Label == label).CountBy(face => face.Suggested).OrderByDescending(other => other.Value).ToArray();
                var most = doubted.Length == 0 ? "–" : $"{faces.ClassNames[doubted[0].Key]} ({NumberText.Grouped(doubted[0].Value)})";
                return new[] { name, NumberText.Grouped(Enumerable.Range(0, count).Count(i => predictions.Label(i) == label)), NumberText.Grouped(doubted.Sum(other => other.Value)), most };
            }),
        ], "lrrl");
        output.WriteLine();
        output.WritePrintable($"pages: {Path.Combine(folder, "report.html")}");
        output.WritePrintable($"rows:  {Path.Combine(folder, SuspectsReport.Table)}");
        output.WritePrintable($"next:  {next}");
    }
}
