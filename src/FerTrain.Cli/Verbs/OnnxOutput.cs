using FerTrain.Cli.Rendering;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Evaluation;
using FerTrain.Export;
using FerTrain.Export.Onnx;
using FerTrain.Training;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain export --onnx [FILE]</c></summary>
internal sealed class OnnxOutput(Checkpoint source, string? dataFile, Terminal terminal)
{
    private readonly Lazy<PreparedData> _prepared = new(() => EvaluationData.Prepare([source], dataFile));

    private DataConfig Data => source.Config.Data;

    private bool DataIsMissing => dataFile is null && Data.Source != DataSource.Synthetic && !Path.Exists(Data.Path);

    /// <summary>Writes the file and keeps it only if it answers as the checkpoint does.</summary>
    public ExportResult Write(string? named, OnnxOptions options, int? samples, CancellationToken cancel)
    {
        var file = named ?? DefaultFile(options);
        OutputFolder.Create(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var faces = Interruptible.Run(Faces, cancel).Take(samples ?? int.MaxValue);
        var check = new VerifiedExport(source, faces, Tolerance(options)).Write(file, () => OnnxExport.Write(file, source, options), () => OnnxFile.Read(file), cancel);
        return new ExportResult(file, new FileInfo(file).Length, OnnxExport.Size(source, options with { Fp16 = false, Calibration = null }), check);
    }

    /// <summary>Training faces that int8 takes its scales from.</summary>
    public CalibrationFaces Calibration()
    {
        if (DataIsMissing)
            throw new UserError($"--int8 takes its scales from training faces, and {Data.Path} is not here. Accepted: --data with such a file.");
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

    /// <summary>Of the split that the checkpoint is scored on, or drawn where its data is not on this machine.</summary>
    private ExportFaces Faces()
    {
        if (DataIsMissing)
        {
            terminal.Warn($"{Data.Path} is not here; the file is compared on drawn faces, without a score. --data names another file.");
            return ExportFaces.Drawn();
        }

        var prepared = _prepared.Value;
        terminal.Warn(prepared.Warnings);
        return ExportFaces.Of(prepared, prepared.Split.OrVal(source.Config.Eval.Split));
    }
}
