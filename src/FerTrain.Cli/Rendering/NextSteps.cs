using FerTrain.Cli.Verbs;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Export;

namespace FerTrain.Cli.Rendering;

/// <summary>Lists what can be done with a run, as commands to type.</summary>
internal static class NextSteps
{
    public static void Write(TextWriter output, RunDirectory run, RunConfig config)
    {
        output.WriteLine("next:");
        foreach (var command in Of(run, config))
            output.WritePrintable($"  {command}");
    }

    /// <summary>
    /// The commands name the run only where they would not find it by themselves. What learnt from synthetic faces knows nothing of
    /// photographs, so a pretrained model takes its place there.
    /// </summary>
    public static IEnumerable<string> Of(RunDirectory run, RunConfig config)
    {
        var runs = Path.GetDirectoryName(run.Root)!;
        var isFound = Path.GetFullPath(SharedOptions.UsualRuns) == Path.GetFullPath(runs) && Path.GetFileName(RunFinder.LatestIfThere(runs)?.Root) == Path.GetFileName(run.Root);
        string[] checkpoint = isFound ? [] : ["--checkpoint", run.Root];
        var isDrawn = config.Data.Source == DataSource.Synthetic;
        var sees = isDrawn && PretrainedModel.MostAccurate() is { } known ? ["--checkpoint", known.Name] : checkpoint;
        yield return ProgramCommand.Of(["predict", "PHOTO.jpg", .. sees]);
        yield return ProgramCommand.Of(["live", .. sees]);
        if (isDrawn) yield return ProgramCommand.Of(["train", "--data", "fer2013.csv"]);
        if (config.TrainsInEpochs) yield return ProgramCommand.Of(["export", "--onnx", .. checkpoint]); // only networks become ONNX files
        if (Earlier(run, runs) is { } earlier) yield return ProgramCommand.Of(["compare", earlier.Root, run.Root]);
    }

    /// <summary>The newest finished run beside it.</summary>
    private static RunDirectory? Earlier(RunDirectory run, string runs) =>
        RunFinder.All(runs).LastOrDefault(other => other.IsFinished && Path.GetFileName(other.Root) != Path.GetFileName(run.Root));
}
