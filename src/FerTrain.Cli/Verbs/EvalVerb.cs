using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Evaluation;
using FerTrain.Reports;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain eval [--checkpoint best.pt …] [--split test] [--tta flip]</c></summary>
internal static class EvalVerb
{
    public static Command Create(Terminal terminal)
    {
        var named = new Argument<string[]>("run") { Description = "Runs or checkpoints, as --checkpoint takes them.", Arity = ArgumentArity.ZeroOrMore };
        var checkpoint = new Option<string[]>("--checkpoint") { Description = "A checkpoint, an exported .onnx file, or a run by its folder, name or a unique part of its name; the newest run's best without it. Several are an ensemble: their probabilities are averaged.", AllowMultipleArgumentsPerToken = true };
        var split = new Option<string?>("--split") { Description = "train, val or test; the config's eval.split without it." };
        var dataFile = new Option<string?>("--data") { Description = "Another file in FER2013's format or folder of class folders, divided as the run's config says." };
        var tta = new Option<string?>("--tta") { Description = "none, flip (the face and its mirror image) or ten_crop (corners and centre with theirs); the config's eval.tta without it." };
        var target = new Option<string?>("--out") { Description = "Folder of the report; without it eval/SPLIT in the first checkpoint's run, with another --tta or --data eval/SPLIT_TTA_FILE, of an ensemble eval/ensemble_SPLIT." };
        var (runs, device, threads, json) = (SharedOptions.Runs(), SharedOptions.Device(), SharedOptions.Threads(), SharedOptions.Json());
        var verb = new Verb("eval", "Score a checkpoint: accuracy with its standard error, a report for each class, the confusion matrix, predictions, figures.",
            "fertrain eval --tta flip",
            "fertrain eval 20261120_181500_mini_xception 20261121_090000_mini_xception --split val --json")
        { named, checkpoint, split, dataFile, tta, target, runs, device, threads, json };
        verb.SetAction((parse, cancel) =>
        {
            var checkpoints = FindCheckpoints([.. parse.GetValue(named) ?? [], .. parse.GetValue(checkpoint) ?? []], parse.GetValue(runs)!, terminal).Select(ChosenCheckpoint.Read).ToArray();
            var on = ChosenCheckpoint.Device(parse.GetValue(device)!, checkpoints, parse.GetValue(threads));
            var config = checkpoints[0].Config.Eval;
            if (parse.GetValue(tta) is { } views) config = config with { Tta = EnumName.Parse<TestTimeAugmentation>("test-time augmentation", views) };
            var asked = parse.GetValue(split) is { } name ? SplitNames.Parse(name) : (SplitName?)null;
            var file = parse.GetValue(dataFile);
            var data = Interruptible.Run(() => EvaluationData.Prepare(checkpoints, file), cancel);
            terminal.Warn(data.Warnings);
            var isTrainingData = file is null || EvaluationData.AreOf(checkpoints, data);
            if (!isTrainingData) terminal.Warn($"{checkpoints[0].Path} was not trained on {file}: which of its faces it has seen is not known, so there is no leak-free accuracy.");
            config = config with { Split = asked ?? data.Split.OrVal(config.Split) };
            var evaluation = new Evaluator(data, config, on) { IsTrainingData = isTrainingData }.Evaluate(checkpoints, cancel);
            var folder = parse.GetValue(target) ?? EvaluationReport.DefaultFolder(checkpoints, config, isTrainingData ? null : file);
            TrainingSession.Write(evaluation, data, folder);
            if (RunDirectory.OfCheckpoint(checkpoints[0].Path) is { } run && folder == run.EvalFolder(config.Split) && File.Exists(run.Config)) RunReport.Write(run);
            Print(terminal, evaluation.Result, folder, parse.GetValue(json));
            return Task.FromResult(0);
        });
        return verb;
    }

    private static void Print(Terminal terminal, EvaluationResult result, string folder, bool json)
    {
        if (json)
        {
            JsonOutput.Write(terminal.Output, result);
        }
        else
        {
            EvaluationTable.Write(terminal.Output, result, terminal.HasColor);
            terminal.Output.WriteLine();
        }

        TellFolder(json ? terminal.Error : terminal.Output, folder);
    }

    internal static void TellFolder(TextWriter output, string folder) => output.WriteLine($"Report, figures, predictions and metrics: {folder}");

    private static string[] FindCheckpoints(string[] paths, string runs, Terminal terminal)
    {
        if (paths.Length == 0) return [ChosenCheckpoint.Find(null, runs, terminal)];
        string[] files = [.. paths.Select(path => ChosenCheckpoint.Find(path, runs, terminal))];
        if (files.GroupBy(Path.GetFullPath).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new UserError($"{twice.First()} is named {twice.Count()} times. Expected: each once.");
        return files;
    }
}
