using FerTrain.Cli.Rendering;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Evaluation;
using FerTrain.Export;
using FerTrain.Export.Onnx;
using FerTrain.Training;
using static System.FormattableString;

namespace FerTrain.Cli.Verbs;

/// <summary>Runs <c>fertrain export --onnx [FILE]</c>.</summary>
internal sealed class OnnxOutput(Checkpoint source, string? dataFile, Terminal terminal)
{
    private readonly Lazy<EvaluationData> _evaluation = new(() => EvaluationData.Prepare([source], dataFile));

    /// <summary>The faces that the file is compared, calibrated and scored on.</summary>
    /// <exception cref="UserError">They cannot be read, or are not those that the checkpoint was trained on.</exception>
    public EvaluationData Evaluation => _evaluation.Value;

    private PreparedData Prepared => Evaluation.Prepared;

    private DataConfig Data => source.Config.Data;

    private bool DataIsMissing => dataFile is null && Data.Source != DataSource.Synthetic && !Path.Exists(Data.Path);

    /// <summary>Writes the file and keeps it only if it agrees with the checkpoint.</summary>
    public ExportResult Write(string? named, OnnxOptions options, int? samples, CancellationToken cancel)
    {
        var file = named ?? DefaultFile(options);
        OutputFolder.Create(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var faces = Interruptible.Run(Faces, cancel).Take(samples ?? int.MaxValue);
        var check = new VerifiedExport(source, faces, Tolerance(options), options.Temperature).Write(file, path => OnnxExport.Write(path, source, options), OnnxFile.Read, cancel);
        ExportDescription.Of(file, source, options, check).Write(file);
        return new ExportResult(file, new FileInfo(file).Length, OnnxExport.Size(source, Float32(options)), check)
        {
            Temperature = options.Temperature,
            Speed = options.Calibration is null ? null : ExportSpeed.Of(file, source, Float32(options), cancel),
        };
    }

    /// <summary>Fits the temperature on the validation split, which also chose the epoch; the test split stays for the score.</summary>
    public double Temperature(CancellationToken cancel)
    {
        if (DataIsMissing)
            throw new UserError($"--calibrated fits the temperature on validation faces, but {Data.Path} does not exist. Expected: --data FILE.");
        var data = Prepared;
        _ = data.Split.NonEmptyRows(SplitName.Val);
        var rows = data.UnseenVal;
        if (rows.IsEmpty)
            throw new UserError(
                "--calibrated fits the temperature on validation faces, but the model learnt from those of this run (data.validate_on=train). Expected: --data FILE with others.");
        using var faces = new FaceTensors(data.Faces, Devices.Find("cpu"));
        var probabilities = source.Probabilities(faces, rows, TestTimeAugmentation.None, cancel);
        return TemperatureScaling.Fit(new Predictions(source.Preprocessing.ClassNames.Count, [.. rows], [.. rows.Select(row => (int)data.Faces.Labels[row])], probabilities));
    }

    /// <summary>Selects the training faces that set the scales of int8.</summary>
    public CalibrationFaces Calibration()
    {
        if (DataIsMissing)
            throw new UserError($"--int8 is calibrated on training faces, but {Data.Path} does not exist. Expected: --data FILE.");
        return CalibrationFaces.Of(Prepared);
    }

    private static OnnxOptions Float32(OnnxOptions options) => options with { Fp16 = false, Calibration = null };

    private static ExportTolerance Tolerance(OnnxOptions options) => options switch
    {
        { Fp16: true } => ExportTolerance.Fp16,
        { Calibration: not null } => ExportTolerance.Quantized,
        _ => ExportTolerance.Exact,
    };

    private string DefaultFile(OnnxOptions options) => Path.Combine(
        PretrainedModel.OutputFolder(source.Path, "export"),
        $"{source.ModelName}{RunDirectory.SuffixOf(source.Path, source.Config.Eval.Checkpoint)}{(options.Fp16 ? "_fp16" : options.Calibration is not null ? "_int8" : "")}{(options.Temperature == 1 ? "" : "_calibrated")}{(options.Layout == PixelLayout.Rgb ? "_rgb" : "")}{(options.Preprocess ? "" : "_no_preprocess")}.onnx");

    /// <summary>Selects the faces of the split that scores the checkpoint, or synthetic faces if the data is missing.</summary>
    private ExportFaces Faces()
    {
        if (DataIsMissing)
        {
            terminal.Warn($"{Data.Path} does not exist, so the file is compared on synthetic faces, without a score. --data names another file.");
            return ExportFaces.Synthetic();
        }

        var prepared = Prepared;
        terminal.Warn(prepared.Warnings);
        return ExportFaces.Of(prepared, prepared.Split.OrVal(source.Config.Eval.Split));
    }
}

/// <summary>Runs <c>fertrain export --safetensors [FILE]</c>.</summary>
internal static class SafetensorsOutput
{
    public static void Write(Checkpoint source, string? named, bool fp16, bool asJson, Terminal terminal)
    {
        var file = named ?? Path.Combine(
            PretrainedModel.OutputFolder(source.Path, "export"),
            $"{source.ModelName}{RunDirectory.SuffixOf(source.Path, source.Config.Eval.Checkpoint)}{(fp16 ? "_fp16" : "")}.safetensors");
        OutputFolder.Create(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var (bytes, tensors) = SafetensorsExport.Write(file, source, fp16, ChosenCheckpoint.Score(source));
        if (asJson)
            JsonOutput.Write(terminal.Output, new { File = file, Bytes = bytes, Tensors = tensors });
        else
            terminal.Output.WritePrintable(Invariant($"{file}: {bytes / 1024.0:N0} KB, {tensors} tensors, read back bit for bit"));
    }
}
