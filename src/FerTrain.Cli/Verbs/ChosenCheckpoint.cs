using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Export;
using FerTrain.Training;
using TorchSharp;

namespace FerTrain.Cli.Verbs;

/// <summary>Finds the checkpoint that a verb works on, and the score that its run recorded.</summary>
internal static class ChosenCheckpoint
{
    /// <summary>
    /// Finds a file, the checkpoint that the config of a run scores, by a path or a part of the run's name, a pretrained model
    /// by its name, or the checkpoint of the newest run, which it prints.
    /// </summary>
    /// <param name="path">The path or name; null for the newest run.</param>
    /// <param name="runs">The folder of the runs.</param>
    /// <param name="terminal">Where it is printed.</param>
    /// <param name="file">Chooses the file of a pretrained model.</param>
    /// <exception cref="UserError">There is no such run, or it has none yet.</exception>
    public static string Find(string? path, string runs, Terminal terminal, Func<PretrainedModel, string> file)
    {
        if (path is null)
        {
            var newest = Of(RunFinder.Latest(runs));
            terminal.Note($"Checkpoint: {newest}");
            return newest;
        }

        if (IsFile(path)) return path;
        return PretrainedModel.Find(path, runs) is { } model
            ? Tell(model, file, terminal)
            : Of(RunFinder.Find(path, runs, PretrainedModel.All().Select(known => known.Name)));
    }

    /// <summary>Finds what <see cref="Find"/> finds, or, where nothing is named and there is no run, the most accurate pretrained model.</summary>
    public static string FindOrPretrained(string? path, string runs, Terminal terminal, Func<PretrainedModel, string> file) =>
        path is null && runs == SharedOptions.UsualRuns && !RunFinder.AllIfThere(runs).Any() && PretrainedModel.MostAccurate() is { } model
            ? Tell(model, file, terminal)
            : Find(path, runs, terminal, file);

    private static string Tell(PretrainedModel model, Func<PretrainedModel, string> file, Terminal terminal)
    {
        var score = model.Description.Score is { } scored
            ? $", {MetricFormat.Percent.Number(scored.Accuracy)} ± {MetricFormat.Percent.Text(scored.StandardError)} on {EnumName.Of(scored.Split)}"
            : "";
        terminal.Note($"Pretrained model: {file(model)}{score}");
        return file(model);
    }

    /// <summary>Whether this is the path of a file, or a name that only a file would have, and no run's.</summary>
    public static bool IsFile(string path) => File.Exists(path) || (!Directory.Exists(path) && Path.GetExtension(path) is ".pt" or ".pth" or ".onnx" or ".safetensors");

    /// <summary>Reads what <see cref="FindOrPretrained"/> finds.</summary>
    public static ITrainedModel Read(string? path, string runs, Terminal terminal) => ModelFile.Read(FindOrPretrained(path, runs, terminal, model => model.Onnx));

    /// <summary>Warns, once, where a model was trained on synthetic faces.</summary>
    public static void Warn(Terminal terminal, params IEnumerable<ITrainedModel> models) =>
        terminal.Warn(models.Select(model => ModelCautions.OfTraining(model.Config)).OfType<string>().Distinct());

    /// <summary>Finds the device that <c>--device</c> names for these models.</summary>
    /// <exception cref="UserError">There is no such device, or an exported file is among the models and the device is not the CPU.</exception>
    public static torch.Device Device(string name, IReadOnlyList<ITrainedModel> models, int? threads = null)
    {
        if (models.FirstOrDefault(model => model is OnnxFile) is not { } exported) return Devices.Find(name, threads);
        Devices.RequireCpu(name, exported.Path);
        return Devices.Find("cpu", threads); // auto too, where there is a GPU
    }

    /// <summary>Gives the test score that the run recorded; null where it recorded none, or that of another checkpoint.</summary>
    public static SplitScore? Score(Checkpoint checkpoint) =>
        RunDirectory.OfCheckpoint(checkpoint.Path) is { } run
        && File.Exists(run.Summary)
        && JsonFile.Read<RunSummary>(run.Summary) is var summary
        && Path.GetFileName(checkpoint.Path) == Path.GetFileName(run.Checkpoint(summary.Checkpoint))
            ? summary.Test
            : null;

    private static string Of(RunDirectory run)
    {
        if (run.IsEnsemble)
            throw new UserError(
                $"'{run.Root}' is an ensemble, which has no checkpoint of its own. Expected: one of its runs; eval, compare and runs show take it as a whole.");
        if (!File.Exists(run.BestCheckpoint))
        {
            throw new UserError(run.IsFinished ? $"Run '{run.Root}' has ended, and its {Path.GetFileName(run.BestCheckpoint)} is missing."
                : !run.IsFinishedOrResumable ? $"Run '{run.Root}' has no checkpoint: it stopped before its first was saved."
                : $"Run '{run.Root}' has no checkpoint yet: no epoch has ended. {ProgramCommand.Of(["train", "--resume", run.Root])} resumes it.");
        }

        var scored = run.Checkpoint();
        return File.Exists(scored)
            ? scored
            : throw new UserError(
                $"Run '{run.Root}' has no {Path.GetFileName(scored)} yet, which its config scores (eval.checkpoint). Expected now: {run.BestCheckpoint}.");
    }
}
