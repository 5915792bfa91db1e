using FerTrain.Cli.Rendering;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;
using FerTrain.Export;
using FerTrain.Export.Onnx;
using FerTrain.Server.Api;
using FerTrain.Server.Static;
using FerTrain.Training;

namespace FerTrain.Cli.Verbs;

/// <summary>Runs <c>fertrain export --web DIR</c>.</summary>
internal static class WebOutput
{
    /// <summary>Writes a folder that a static web server shows, in the place of an earlier one; it appears as a whole or not at all.</summary>
    /// <exception cref="UserError">The folder cannot be written, npm fails, or the model does not agree with its checkpoint.</exception>
    public static void Write(
        string folder, Npm npm, Checkpoint source, OnnxOutput output, OnnxOptions options, int? samples,
        bool asJson, Terminal terminal, CancellationToken cancel)
    {
        ExportResult model = null!;
        AtomicFolder.Create(
            folder,
            target =>
            {
                var libraries = Libraries.Get(npm, cancel);
                model = WithoutTemporary(() => output.Write(Path.Combine(target, StaticPage.Model), options, samples, cancel), target, folder);
                StaticPage.Write(target, source, Score(source, model.Check), Card(source), libraries);
            },
            replaces: true);
        model = model with { File = Path.Combine(folder, StaticPage.Model) };
        ChosenCheckpoint.Warn(terminal, source);
        var bytes = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        if (asJson)
        {
            JsonOutput.Write(terminal.Output, new { Folder = folder, Bytes = bytes, Model = model.Json });
            return;
        }

        model.WriteText(terminal.Output);
        terminal.Output.WritePrintable(
            $"{folder}: {FileSize.Text(bytes)}, for any static web server. To see it: python3 -m http.server --directory {ProgramCommand.Quoted(folder)}");
    }

    /// <summary>Lets an error name the folder that was asked for.</summary>
    private static ExportResult WithoutTemporary(Func<ExportResult> write, string temporary, string folder)
    {
        try
        {
            return write();
        }
        catch (UserError error)
        {
            throw new UserError(error.Message.Replace(temporary, folder, StringComparison.Ordinal), error);
        }
    }

    /// <summary>Finds the score of the exported file, or else that of its checkpoint.</summary>
    private static ServedScore? Score(Checkpoint source, ExportCheck check) =>
        check is { Split: { } split, Accuracy: { } accuracy, StandardError: { } error }
            ? new(split, check.Samples, accuracy, error)
            : ServedScore.Of(ChosenCheckpoint.Score(source), source.Config) ?? ServedScore.OfExport(Path.ChangeExtension(source.Path, ".onnx"));

    /// <summary>Finds the model card that <c>fertrain card</c> wrote beside the weights, or in the folder of the run that scores them.</summary>
    private static string? Card(Checkpoint source)
    {
        if (RunDirectory.SuffixOf(source.Path, source.Config.Eval.Checkpoint).Length > 0) return null;
        var stem = RunDirectory.OfCheckpoint(source.Path) is { } run ? Path.Combine(run.Root, "card", source.ModelName) : Path.ChangeExtension(source.Path, null);
        return new PretrainedModel(stem).Card is var card && File.Exists(card) ? card : null;
    }
}
