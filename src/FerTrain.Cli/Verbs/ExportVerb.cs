using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Evaluation;
using FerTrain.Export;
using FerTrain.Export.Onnx;
using FerTrain.Training;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain export [--checkpoint best.pt] --onnx [FILE]</c></summary>
internal static class ExportVerb
{
    private const string NoRuntime =
        "Warning: there is no ONNX Runtime, so the file is not verified. scripts/setup.sh installs it with npm; or set ONNXRUNTIME to a libonnxruntime.so.";

    public static Command Create(Terminal terminal)
    {
        var checkpoint = new Option<string?>("--checkpoint") { Description = "A checkpoint or a run directory; the newest run's best without it." };
        var onnx = new Option<string?>("--onnx") { Description = "Write an ONNX file that takes raw grey pixels; without a name export/MODEL.onnx in the run.", Arity = ArgumentArity.ZeroOrOne };
        var half = new Option<bool>("--half") { Description = "Store kernels as float16." };
        var noPreprocess = new Option<bool>("--no-preprocess") { Description = "Take the network's own input, resized and scaled by the caller." };
        var dataFile = new Option<string?>("--data") { Description = "Another file in FER2013's format to compare on, divided as the run's config says." };
        var samples = new Option<int?>("--samples") { Description = "Compare on this many faces of the test split; on all of them without it." };
        var (runs, json) = (SharedOptions.Runs(), SharedOptions.Json());
        var verb = new Verb("export", "Write a checkpoint for other programs, run the file, and keep it only if it answers as the checkpoint does.",
            "fertrain export --onnx",
            "fertrain export --checkpoint runs/20261120_181500_mini_xception --onnx face.onnx --half --json")
        { checkpoint, onnx, half, noPreprocess, dataFile, samples, runs, json };
        verb.SetAction((parse, cancel) =>
        {
            if (parse.GetResult(onnx) is null) throw new UserError("export needs a format. Accepted: --onnx.");
            if (parse.GetValue(samples) is < 1 and var few) throw new UserError($"--samples {few}: accepted: 1 or more.");
            var source = Checkpoint.Read(ChosenCheckpoint.Find(parse.GetValue(checkpoint), parse.GetValue(runs)!));
            var options = new OnnxOptions
            {
                Half = parse.GetValue(half),
                Preprocess = !parse.GetValue(noPreprocess),
                FertrainVersion = ProgramVersion.Number,
                Score = ChosenCheckpoint.Score(source),
            };
            var file = parse.GetValue(onnx) ?? DefaultFile(source, options);
            OutputFolder.Create(Path.GetDirectoryName(Path.GetFullPath(file))!);
            ExportFaces? faces = null;
            if (OnnxRuntimeLibrary.IsInstalled)
                faces = Interruptible.Run(() => Faces(source, parse.GetValue(dataFile), terminal.Error), cancel).Take(parse.GetValue(samples) ?? int.MaxValue);
            else
                terminal.Error.WriteLine(NoRuntime);
            var result = Export(file, source, options, faces, cancel);
            if (parse.GetValue(json))
                result.WriteJson(terminal.Output);
            else
                result.WriteText(terminal.Output);
            return Task.FromResult(0);
        });
        return verb;
    }

    private static ExportResult Export(string file, Checkpoint source, OnnxOptions options, ExportFaces? faces, CancellationToken cancel)
    {
        var check = faces is null ? null : new VerifiedExport(source, faces, options.Half ? ExportTolerance.Half : ExportTolerance.Exact)
            .Write(file, Write, () => OnnxFile.Read(file), cancel);
        if (check is null) Write();
        var bytes = new FileInfo(file).Length;
        return new ExportResult(file, bytes, options.Half ? OnnxExport.Size(source, options with { Half = false }) : bytes, check);

        void Write() => OnnxExport.Write(file, source, options);
    }

    private static string DefaultFile(Checkpoint source, OnnxOptions options) => Path.Combine(
        ChosenCheckpoint.ExportFolder(source),
        $"{source.ModelName}{(options.Half ? "_half" : "")}{(options.Preprocess ? "" : "_no_preprocess")}.onnx");

    /// <summary>Of the split that the checkpoint is scored on, or drawn where its data is not on this machine.</summary>
    private static ExportFaces Faces(Checkpoint source, string? file, TextWriter warnings)
    {
        var data = source.Config.Data;
        if (file is null && data.Source == DataSource.Csv && !File.Exists(data.Path))
        {
            warnings.WriteLine($"Warning: {data.Path} is not here; the file is compared on drawn faces, without a score. --data names another file.");
            return ExportFaces.Drawn();
        }

        var prepared = EvaluationData.Prepare([source], file);
        return ExportFaces.Of(prepared, prepared.Split.OrVal(source.Config.Eval.Split));
    }
}
