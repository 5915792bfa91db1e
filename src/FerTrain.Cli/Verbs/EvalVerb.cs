using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Evaluation;
using FerTrain.Training;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain eval [--checkpoint best.pt] [--split test]</c></summary>
internal static class EvalVerb
{
    public static Command Create(Terminal terminal)
    {
        var checkpoint = new Option<string?>("--checkpoint") { Description = "A checkpoint or a run directory; the newest run's best without it." };
        var split = new Option<string?>("--split") { Description = "train, val or test; the config's eval.split without it." };
        var dataFile = new Option<string?>("--data") { Description = "Another file in FER2013's format, divided as the run's config says." };
        var (runs, device, json) = (SharedOptions.Runs(), SharedOptions.Device(), SharedOptions.Json());
        var verb = new Verb("eval", "Score a checkpoint: accuracy with its standard error, a report for each class, the confusion matrix, predictions.",
            "fertrain eval",
            "fertrain eval --checkpoint runs/20261120_181500_mini_xception --split val --json") { checkpoint, split, dataFile, runs, device, json };
        verb.SetAction(parse =>
        {
            var file = FindCheckpoint(parse.GetValue(checkpoint), parse.GetValue(runs)!);
            var read = Checkpoint.Read(file);
            var data = DataPreparation.Prepare(WithFile(read.Config.Data, parse.GetValue(dataFile)));
            foreach (var warning in data.Warnings)
                terminal.Error.WriteLine($"Warning: {warning}");
            var part = parse.GetValue(split) is { } name ? ParseSplit(name) : read.Config.Eval.Split.OrVal(data.Split);
            var evaluation = Evaluator.Evaluate(read, data, part, Devices.Find(parse.GetValue(device)!));
            var folder = Folder(file, part);
            evaluation.WriteTo(folder);

            if (parse.GetValue(json))
                JsonOutput.Write(terminal.Output, evaluation.Result);
            else
                EvaluationTable.Write(terminal.Output, evaluation.Result, terminal.IsInteractive);
            (parse.GetValue(json) ? terminal.Error : terminal.Output).WriteLine($"Report, predictions and metrics: {folder}");
        });
        return verb;
    }

    private static string FindCheckpoint(string? path, string runs) => path switch
    {
        null => RunDirectory.Latest(runs).BestCheckpoint,
        _ when Directory.Exists(path) => RunDirectory.Open(path).BestCheckpoint,
        _ => path,
    };

    private static DataConfig WithFile(DataConfig config, string? file) =>
        file is null ? config : config with { Source = DataSource.Csv, Path = file };

    private static SplitName ParseSplit(string name) =>
        Enum.GetValues<SplitName>().Where(split => NameOf(split) == name).Cast<SplitName?>().FirstOrDefault()
        ?? throw UserError.UnknownName("split", name, Enum.GetValues<SplitName>().Select(NameOf));

    private static string NameOf(SplitName split) => split.ToString().ToLowerInvariant();

    /// <summary>In the run's folder, or beside a checkpoint that lies in none.</summary>
    private static string Folder(string checkpoint, SplitName split) =>
        Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(checkpoint))) == "checkpoints"
            ? RunDirectory.Open(checkpoint).EvalFolder(split)
            : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(checkpoint))!, "eval", NameOf(split));
}
