using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Export;
using FerTrain.Training;
using TorchSharp;

namespace FerTrain.Cli.Verbs;

/// <summary>Finds the checkpoint that a verb works on, and the score that its run recorded.</summary>
internal static class ChosenCheckpoint
{
    /// <summary>Finds a file, the best checkpoint of a run that a path or a part of its name means, or the best checkpoint of the newest run, which it prints.</summary>
    /// <exception cref="UserError">There is no such run, or it has none yet.</exception>
    public static string Find(string? path, string runs, Terminal terminal)
    {
        if (path is null)
        {
            var newest = RunDirectory.Latest(runs).BestCheckpoint;
            terminal.Error.WriteLine($"Checkpoint: {newest}");
            return newest;
        }

        if (File.Exists(path) || IsFileName(path)) return path;
        var run = RunDirectory.Find(path, runs);
        return File.Exists(run.BestCheckpoint) ? run.BestCheckpoint : throw new UserError($"Run '{run.Root}' has no checkpoint yet: no epoch has ended. {ProgramCommand.Of(["train", "--resume", run.Root])} resumes it.");
    }

    private static bool IsFileName(string path) => !Directory.Exists(path) && Path.GetExtension(path) is ".pt" or ".pth" or ".onnx" or ".safetensors";

    /// <exception cref="UserError">The file is missing, damaged, or not FerTrain's; or ONNX Runtime is missing.</exception>
    public static ITrainedModel Read(string path) => OnnxFile.IsOnnx(path) ? OnnxFile.Read(path) : Checkpoint.Read(path);

    /// <summary>Reads the checkpoint that <see cref="Find"/> finds.</summary>
    public static ITrainedModel Read(string? path, string runs, Terminal terminal) => Read(Find(path, runs, terminal));

    /// <summary>Finds the device that <c>--device</c> names for these models.</summary>
    /// <exception cref="UserError">There is no such device, or an exported file is among the models and the device is not the CPU.</exception>
    public static torch.Device Device(string name, IReadOnlyList<ITrainedModel> models, int? threads = null)
    {
        foreach (var model in models)
            if (model is OnnxFile) Devices.RequireCpu(name, model.Path);
        return Devices.Find(name, threads);
    }

    /// <summary>Gives the test score that the run recorded; null where it recorded none, or that of another checkpoint.</summary>
    public static SplitScore? Score(Checkpoint checkpoint) =>
        RunDirectory.OfCheckpoint(checkpoint.Path) is { } run
        && Path.GetFileName(checkpoint.Path) == Path.GetFileName(run.BestCheckpoint)
        && File.Exists(run.Summary)
            ? JsonFile.Read<RunSummary>(run.Summary).Test
            : null;
}
