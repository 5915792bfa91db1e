using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Archive;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Evaluation;
using FerTrain.Export;
using FerTrain.Export.Onnx;
using FerTrain.Training;
using static System.FormattableString;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain export [--checkpoint best.pt] --onnx [FILE] | --safetensors [FILE]</c></summary>
internal static class ExportVerb
{
    public static Command Create(Terminal terminal)
    {
        var checkpoint = SharedOptions.Checkpoint("A checkpoint");
        var onnx = new Option<string?>("--onnx") { Description = "Write an ONNX file that takes raw grey pixels. Default: export/MODEL.onnx in the run.", Arity = ArgumentArity.ZeroOrOne };
        var safetensors = new Option<string?>("--safetensors") { Description = "Write the weights as a safetensors file. Default: export/MODEL.safetensors in the run.", Arity = ArgumentArity.ZeroOrOne };
        var fp16 = new Option<bool>("--fp16") { Description = "Store the kernels as float16." };
        var int8 = new Option<bool>("--int8") { Description = "Quantise to int8, calibrated on faces of the training split." };
        var noPreprocess = new Option<bool>("--no-preprocess") { Description = "Leave preprocessing to the caller: the file takes the network's resized and scaled input." };
        var dataFile = new Option<string?>("--data") { Description = "Compare on another file in FER2013's format, split by the run's config." };
        var samples = new Option<int?>("--samples") { Description = "Compare on this many faces of the test split. Default: all of them." };
        var (runs, json) = (SharedOptions.Runs(), SharedOptions.Json());
        var verb = new Verb("export", "Export a checkpoint for other programs, and keep the file only if it agrees with the checkpoint.",
            "fertrain export --onnx",
            "fertrain export --checkpoint runs/20261120_181500_mini_xception --onnx face.onnx --fp16 --json")
        { checkpoint, onnx, safetensors, fp16, int8, noPreprocess, dataFile, samples, runs, json };
        verb.SetAction((parse, cancel) =>
        {
            if (parse.GetResult(onnx) is null && parse.GetResult(safetensors) is null) throw new UserError("export needs a format. Expected: --onnx, --safetensors.");
            if (parse.GetValue(onnx) is { } name && !OnnxFile.IsOnnx(name)) throw new UserError($"--onnx is {name}. Expected: a name that ends in .onnx.");
            if (parse.GetValue(safetensors) is { } weights && !WeightsFile.IsSafetensors(weights)) throw new UserError($"--safetensors is {weights}. Expected: a name that ends in .safetensors.");
            if (parse.GetValue(samples) is < 1 and var few) throw new UserError($"--samples is {few}. Expected: 1 or more.");
            if (parse.GetValue(fp16) && parse.GetValue(int8)) throw new UserError("A file has one precision. Expected: --fp16 or --int8.");
            var source = Checkpoint.Read(ChosenCheckpoint.Find(parse.GetValue(checkpoint), parse.GetValue(runs)!, terminal));
            if (parse.GetResult(safetensors) is not null)
            {
                if (Array.Find<Option>([onnx, fp16, int8, noPreprocess, dataFile, samples], option => parse.GetResult(option) is { Implicit: false }) is { } odd)
                    throw new UserError($"{odd.Name} has no effect with --safetensors, which writes the weights as they are. Expected: --safetensors without it.");
                SafetensorsOutput.Write(source, parse.GetValue(safetensors), parse.GetValue(json), terminal);
                return Task.FromResult(0);
            }

            var output = new OnnxOutput(source, parse.GetValue(dataFile), terminal);
            var options = new OnnxOptions
            {
                Fp16 = parse.GetValue(fp16),
                Calibration = parse.GetValue(int8) ? Interruptible.Run(output.Calibration, cancel) : null,
                Preprocess = !parse.GetValue(noPreprocess),
                FertrainVersion = ProgramVersion.Number,
                Score = ChosenCheckpoint.Score(source),
            };
            var result = output.Write(parse.GetValue(onnx), options, parse.GetValue(samples), cancel);
            if (parse.GetValue(json))
                result.WriteJson(terminal.Output);
            else
                result.WriteText(terminal.Output);
            return Task.FromResult(0);
        });
        return verb;
    }
}

/// <summary>Runs <c>fertrain export --onnx [FILE]</c>.</summary>
internal sealed class OnnxOutput(Checkpoint source, string? dataFile, Terminal terminal)
{
    private readonly Lazy<PreparedData> _prepared = new(() => EvaluationData.Prepare([source], dataFile));

    private DataConfig Data => source.Config.Data;

    private bool DataIsMissing => dataFile is null && Data.Source != DataSource.Synthetic && !Path.Exists(Data.Path);

    /// <summary>Writes the file and keeps it only if it agrees with the checkpoint.</summary>
    public ExportResult Write(string? named, OnnxOptions options, int? samples, CancellationToken cancel)
    {
        var file = named ?? DefaultFile(options);
        OutputFolder.Create(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var faces = Interruptible.Run(Faces, cancel).Take(samples ?? int.MaxValue);
        var check = new VerifiedExport(source, faces, Tolerance(options)).Write(file, () => OnnxExport.Write(file, source, options), () => OnnxFile.Read(file), cancel);
        return new ExportResult(file, new FileInfo(file).Length, OnnxExport.Size(source, options with { Fp16 = false, Calibration = null }), check);
    }

    /// <summary>Selects the training faces that set the scales of int8.</summary>
    public CalibrationFaces Calibration()
    {
        if (DataIsMissing)
            throw new UserError($"--int8 is calibrated on training faces, but {Data.Path} does not exist. Expected: --data FILE.");
        return CalibrationFaces.Of(_prepared.Value);
    }

    private static ExportTolerance Tolerance(OnnxOptions options) => options switch
    {
        { Fp16: true } => ExportTolerance.Fp16,
        { Calibration: not null } => ExportTolerance.Quantized,
        _ => ExportTolerance.Exact,
    };

    private string DefaultFile(OnnxOptions options) => Path.Combine(
        RunDirectory.OutputFolder(source.Path, "export"),
        $"{source.ModelName}{(options.Fp16 ? "_fp16" : options.Calibration is not null ? "_int8" : "")}{(options.Preprocess ? "" : "_no_preprocess")}.onnx");

    /// <summary>Selects the faces of the split that scores the checkpoint, or synthetic faces if the data is missing.</summary>
    private ExportFaces Faces()
    {
        if (DataIsMissing)
        {
            terminal.Warn($"{Data.Path} does not exist, so the file is compared on synthetic faces, without a score. --data names another file.");
            return ExportFaces.Synthetic();
        }

        var prepared = _prepared.Value;
        terminal.Warn(prepared.Warnings);
        return ExportFaces.Of(prepared, prepared.Split.OrVal(source.Config.Eval.Split));
    }
}

/// <summary>Runs <c>fertrain export --safetensors [FILE]</c>.</summary>
internal static class SafetensorsOutput
{
    public static void Write(Checkpoint source, string? named, bool asJson, Terminal terminal)
    {
        var file = named ?? Path.Combine(RunDirectory.OutputFolder(source.Path, "export"), $"{source.ModelName}.safetensors");
        OutputFolder.Create(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var (bytes, tensors) = SafetensorsExport.Write(file, source, ProgramVersion.Number, ChosenCheckpoint.Score(source));
        if (asJson)
            JsonOutput.Write(terminal.Output, new { File = file, Bytes = bytes, Tensors = tensors });
        else
            terminal.Output.WriteLine(Invariant($"{file}: {bytes / 1024.0:N0} KB, {tensors} tensors, read back bit for bit"));
    }
}

/// <summary>Prints an exported file and its comparison with the checkpoint.</summary>
internal sealed record ExportResult(string File, long Bytes, long Float32Bytes, ExportCheck Check)
{
    public void WriteJson(TextWriter output) => JsonOutput.Write(output, new
    {
        File,
        Bytes,
        Float32Bytes,
        Check.MaxAbsDifference,
        Check.Agreement,
        Check.Samples,
        Check.Split,
        Check.Accuracy,
        Check.StandardError,
        Check.OriginalAccuracy,
    });

    public void WriteText(TextWriter output)
    {
        output.WriteLine(Invariant($"{File}: {Bytes / 1024.0:N0} KB{(Bytes == Float32Bytes ? "" : $", in float32 {Invariant($"{Float32Bytes / 1024.0:N0}")} KB")}"));
        output.WriteLine(Invariant($"largest difference of a probability {Check.MaxAbsDifference:0.0E-0}; the same class for {100 * Check.Agreement:F2} % of {Check.Samples} faces"));
        if (Check is { Split: { } split, Accuracy: { } accuracy, StandardError: { } error, OriginalAccuracy: { } original })
            output.WriteLine(Invariant($"{EnumName.Of(split)}: accuracy {100 * accuracy:F2} ± {100 * error:F2} %; the checkpoint has {100 * original:F2} %"));
    }
}
