using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Evaluation;
using FerTrain.Export;
using FerTrain.Reports;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain eval [--checkpoint best.pt …] [--split test] [--tta flip]</c></summary>
internal static class EvalVerb
{
    public static Command Create(Terminal terminal)
    {
        var named = new Argument<string[]>("run") { Description = "Runs or checkpoints, as --checkpoint takes them.", Arity = ArgumentArity.ZeroOrMore };
        var checkpoint = new Option<string[]>("--checkpoint")
        {
            Description =
                "A checkpoint, an exported .onnx file, a run or an ensemble by its folder, name or a unique part of its name, or a pretrained model by its name; without it that of the newest run, or where there is no run the most accurate pretrained model. Several are an ensemble: their probabilities are averaged.",
            AllowMultipleArgumentsPerToken = true,
        };
        var split = new Option<string[]>("--split")
        {
            Description = "train, val or test; the config's eval.split without it. The scores of several stand side by side, the first in full.",
            AllowMultipleArgumentsPerToken = true,
        };
        var dataFile = new Option<string?>("--data") { Description = "Another file in FER2013's format or folder of class folders, divided as the run's config says." };
        var tta = new Option<string?>("--tta")
        {
            Description = "none, flip (the face and its mirror image) or ten_crop (corners and centre with theirs); the config's eval.tta without it."
        };
        var target = new Option<string?>("--out")
        {
            Description =
                "Folder of the report; without it eval/SPLIT in the first checkpoint's run, with another checkpoint, --tta or --data eval/SPLIT_CHECKPOINT_TTA_FILE, of an ensemble eval/ensemble_SPLIT. With several splits, a folder for each lies in it.",
        };
        var (runs, device, threads, formats, json) = (SharedOptions.Runs(), SharedOptions.Device(), SharedOptions.Threads(), SharedOptions.Formats(), SharedOptions.Json());
        var verb = new Verb("eval", "Score a checkpoint: accuracy with its standard error, a report for each class, the confusion matrix, predictions, figures.",
            "fertrain eval --split test train val --tta flip",
            "fertrain eval 20261120_181500_mini_xception 20261121_090000_mini_xception --split val --json")
        { named, checkpoint, split, dataFile, tta, target, runs, device, threads, formats, json };
        verb.SetAction((parse, cancel) =>
        {
            string[] paths = [.. parse.GetValue(named) ?? [], .. parse.GetValue(checkpoint) ?? []];
            var ensemble = paths is [var only] ? EnsembleOf(only, parse.GetValue(runs)!) : null;
            if (ensemble is not null) paths = [.. JsonFile.Read<EnsembleRecord>(ensemble.Ensemble).Runs(ensemble).Select(run => run.Root)];
            var checkpoints = FindCheckpoints(paths, parse.GetValue(runs)!, terminal).Select(ModelFile.Read).ToArray();
            var on = ChosenCheckpoint.Device(parse.GetValue(device)!, checkpoints, parse.GetValue(threads));
            var own = ensemble is null ? checkpoints[0].Config : ConfigFile.Load(ensemble.Config, []);
            var (config, formatsOfFigures) = (own.Eval, SharedOptions.FormatsOf(parse, formats, own.Report));
            if (parse.GetValue(tta) is { } views) config = config with { Tta = EnumName.Parse<TestTimeAugmentation>("test-time augmentation", views) };
            SplitName[] asked = [.. (parse.GetValue(split) ?? []).Select(SplitNames.Parse).Distinct()];
            var file = parse.GetValue(dataFile);
            var data = Interruptible.Run(() => EvaluationData.Prepare(checkpoints, file), cancel);
            terminal.Warn(data.Prepared.Warnings);
            var isTrainingData = data.Trained is not null;
            if (!isTrainingData)
                terminal.Warn(
                    $"{string.Join(" and ", data.TrainedElsewhere)} {(data.TrainedElsewhere.Count == 1 ? "was" : "were")} not trained on {file}: which of its faces it has seen is not known, so there is no leak-free accuracy.");
            if (asked.Length == 0) asked = [data.Prepared.Split.OrVal(config.Split)];
            foreach (var one in asked)
                _ = data.Prepared.Split.NonEmptyRows(one); // before the first is scored
            var results = asked.Select(one => Evaluate(config with { Split = one })).ToArray();
            if ((ensemble ?? RunDirectory.OfCheckpoint(checkpoints[0].Path)) is { } run && results.Any(result => IsOf(run, result)) && File.Exists(run.Config))
                RunReport.Write(run);
            ChosenCheckpoint.Warn(terminal, checkpoints);
            Print(terminal, results, parse.GetValue(json));
            return Task.FromResult(0);

            (EvaluationResult Result, string Folder) Evaluate(EvalConfig chosen)
            {
                var evaluation = new Evaluator(data, chosen, on).Evaluate(checkpoints, cancel);
                var folder = parse.GetValue(target) is { } given
                    ? asked.Length == 1 ? given : Path.Combine(given, EnumName.Of(evaluation.Result.Split))
                    : ensemble is not null && isTrainingData && chosen.Tta == own.Eval.Tta ? ensemble.EvalFolder(chosen.Split)
                    : EvaluationReport.DefaultFolder(checkpoints, evaluation.Result, isTrainingData ? null : file);
                EvaluationFolder.Write(evaluation, data.Prepared.Faces, folder, formatsOfFigures);
                return (evaluation.Result, folder);
            }
        });
        return verb;
    }

    private static RunDirectory? EnsembleOf(string name, string runs) =>
        !ChosenCheckpoint.IsFile(name) && PretrainedModel.Find(name, runs) is null && RunFinder.IsNamed(name, runs)
        && RunFinder.Find(name, runs) is { IsEnsemble: true } ensemble ? ensemble : null;

    private static bool IsOf(RunDirectory run, (EvaluationResult Result, string Folder) evaluation) =>
        evaluation.Folder == run.EvalFolder(evaluation.Result.Split);

    private static void Print(Terminal terminal, (EvaluationResult Result, string Folder)[] results, bool json)
    {
        var (first, others) = (results[0].Result, results[1..].Select(other => other.Result).ToArray());
        if (!json)
        {
            EvaluationTable.Write(terminal.Output, first, terminal.Style, others);
            terminal.Output.WriteLine();
        }
        else if (others.Length == 0)
        {
            JsonOutput.Write(terminal.Output, first);
        }
        else
        {
            JsonOutput.Write(terminal.Output, new { Splits = results.Select(result => result.Result) });
        }

        foreach (var (_, folder) in results)
            TellFolder(json ? terminal.Error : terminal.Output, folder);
    }

    internal static void TellFolder(TextWriter output, string folder) => output.WritePrintable($"Report, figures, predictions and metrics: {PrintableOutput.ShortPath(folder)}");

    private static string[] FindCheckpoints(string[] paths, string runs, Terminal terminal)
    {
        if (paths.Length == 0) return [ChosenCheckpoint.FindOrPretrained(null, runs, terminal, model => model.Weights)];
        string[] files = [.. paths.Select(path => ChosenCheckpoint.Find(path, runs, terminal, model => model.Weights))];
        if (files.GroupBy(Path.GetFullPath).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new UserError($"{twice.First()} is named {twice.Count()} times. Expected: each once.");
        return files;
    }
}
