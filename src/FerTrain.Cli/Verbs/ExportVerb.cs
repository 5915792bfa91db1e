using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Archive;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Evaluation;
using FerTrain.Export;
using FerTrain.Export.Onnx;
using FerTrain.Training;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain export [--checkpoint best.pt] --onnx [FILE] | --safetensors [FILE]</c></summary>
internal static class ExportVerb
{
    private const string NoRuntime =
        "Warning: there is no ONNX Runtime, so the file is not verified. scripts/setup.sh installs it with npm; or set ONNXRUNTIME to a libonnxruntime.so.";

    public static Command Create(Terminal terminal)
    {
        var checkpoint = new Option<string?>("--checkpoint") { Description = "A checkpoint or a run directory; the newest run's best without it." };
        var onnx = new Option<string?>("--onnx") { Description = "Write an ONNX file that takes raw grey pixels; without a name export/MODEL.onnx in the run.", Arity = ArgumentArity.ZeroOrOne };
        var safetensors = new Option<string?>("--safetensors") { Description = "Write the weights as a safetensors file; without a name export/MODEL.safetensors in the run.", Arity = ArgumentArity.ZeroOrOne };
        var half = new Option<bool>("--half") { Description = "Store kernels as float16." };
        var int8 = new Option<bool>("--int8") { Description = "Compute in int8, with scales from faces of the training split." };
        var noPreprocess = new Option<bool>("--no-preprocess") { Description = "Take the network's own input, resized and scaled by the caller." };
        var dataFile = new Option<string?>("--data") { Description = "Another file in FER2013's format to compare on, divided as the run's config says." };
        var samples = new Option<int?>("--samples") { Description = "Compare on this many faces of the test split; on all of them without it." };
        var (runs, json) = (SharedOptions.Runs(), SharedOptions.Json());
        var verb = new Verb("export", "Write a checkpoint for other programs, run the file, and keep it only if it answers as the checkpoint does.",
            "fertrain export --onnx",
            "fertrain export --checkpoint runs/20261120_181500_mini_xception --onnx face.onnx --half --json")
        { checkpoint, onnx, safetensors, half, int8, noPreprocess, dataFile, samples, runs, json };
        verb.SetAction((parse, cancel) =>
        {
            if (parse.GetResult(onnx) is null && parse.GetResult(safetensors) is null) throw new UserError("export needs a format. Accepted: --onnx, --safetensors.");
            if (parse.GetValue(onnx) is { } name && !OnnxFile.IsNamedBy(name)) throw new UserError($"--onnx {name}: accepted: a name that ends in .onnx.");
            if (parse.GetValue(safetensors) is { } weights && !WeightsFile.IsSafetensors(weights)) throw new UserError($"--safetensors {weights}: accepted: a name that ends in .safetensors.");
            if (parse.GetValue(samples) is < 1 and var few) throw new UserError($"--samples {few}: accepted: 1 or more.");
            if (parse.GetValue(half) && parse.GetValue(int8)) throw new UserError("A file is of one precision. Accepted: --half or --int8.");
            var source = Checkpoint.Read(ChosenCheckpoint.Find(parse.GetValue(checkpoint), parse.GetValue(runs)!));
            if (parse.GetResult(safetensors) is not null)
            {
                if (Array.Find<Option>([onnx, half, int8, noPreprocess, dataFile, samples], option => parse.GetResult(option) is { Implicit: false }) is { } odd)
                    throw new UserError($"--safetensors writes the weights as they are: leave {odd.Name} out.");
                SafetensorsOutput.Write(source, parse.GetValue(safetensors), parse.GetValue(json), terminal);
                return Task.FromResult(0);
            }

            var options = new OnnxOptions
            {
                Half = parse.GetValue(half),
                Calibration = parse.GetValue(int8) ? Interruptible.Run(() => Calibration(source, parse.GetValue(dataFile)), cancel) : null,
                Preprocess = !parse.GetValue(noPreprocess),
                FertrainVersion = ProgramVersion.Number,
                Score = ChosenCheckpoint.Score(source),
            };
            var file = parse.GetValue(onnx) ?? DefaultFile(source, options);
            OutputFolder.Create(Path.GetDirectoryName(Path.GetFullPath(file))!);
            ExportFaces? faces = null;
            if (!OnnxRuntimeLibrary.IsInstalled)
                terminal.Error.WriteLine(NoRuntime);
            else
                faces = Interruptible.Run(() => Faces(source, parse.GetValue(dataFile), terminal.Error), cancel).Take(parse.GetValue(samples) ?? int.MaxValue);
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
        var check = faces is null ? null : new VerifiedExport(source, faces, Tolerance(options))
            .Write(file, Write, () => OnnxFile.Read(file), cancel);
        if (check is null) Write();
        var bytes = new FileInfo(file).Length;
        return new ExportResult(file, bytes, OnnxExport.Size(source, options with { Half = false, Calibration = null }), check);

        void Write() => OnnxExport.Write(file, source, options);
    }

    private static ExportTolerance Tolerance(OnnxOptions options) => options switch
    {
        { Half: true } => ExportTolerance.Half,
        { Calibration: not null } => ExportTolerance.Quantized,
        _ => ExportTolerance.Exact,
    };

    private static string DefaultFile(Checkpoint source, OnnxOptions options) => Path.Combine(
        ChosenCheckpoint.ExportFolder(source),
        $"{source.ModelName}{(options.Half ? "_half" : options.Calibration is not null ? "_int8" : "")}{(options.Preprocess ? "" : "_no_preprocess")}.onnx");

    /// <summary>Of the split that the checkpoint is scored on, or drawn where its data is not on this machine.</summary>
    private static ExportFaces Faces(Checkpoint source, string? file, TextWriter warnings)
    {
        var data = source.Config.Data;
        if (IsMissing(data, file))
        {
            warnings.WriteLine($"Warning: {data.Path} is not here; the file is compared on drawn faces, without a score. --data names another file.");
            return ExportFaces.Drawn();
        }

        var prepared = EvaluationData.Prepare([source], file);
        foreach (var warning in prepared.Warnings)
            warnings.WriteLine($"Warning: {warning}");
        return ExportFaces.Of(prepared, prepared.Split.OrVal(source.Config.Eval.Split));
    }

    private static CalibrationFaces Calibration(Checkpoint source, string? file)
    {
        OnnxRuntimeLibrary.Require();
        if (IsMissing(source.Config.Data, file))
            throw new UserError($"--int8 takes its scales from training faces, and {source.Config.Data.Path} is not here. Accepted: --data with such a file.");
        return CalibrationFaces.Of(EvaluationData.Prepare([source], file));
    }

    private static bool IsMissing(DataConfig data, string? file) => file is null && data.Source != DataSource.Synthetic && !Path.Exists(data.Path);
}
