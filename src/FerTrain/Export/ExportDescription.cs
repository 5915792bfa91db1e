using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;
using FerTrain.Export.Onnx;
using FerTrain.Models;
using FerTrain.Training;

namespace FerTrain.Export;

/// <summary>Describes an exported file to the people and programs that use it; written beside it as FILE.json.</summary>
internal sealed record ExportDescription
{
    private const double Normal95 = 1.959964;

    private const string Float32 = "float32", Float16 = "float16";

    public required string File { get; init; }

    public required string Model { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Null for a file of weights alone.</summary>
    public InputDescription? Input { get; init; }

    /// <summary>What the input goes through: in the graph, or before it where the file takes the network's input.</summary>
    public required Preprocessing Preprocessing { get; init; }

    /// <summary>float32, float16 or int8.</summary>
    public required string Precision { get; init; }

    /// <summary>The number that the logits are divided by in the graph; null where they are not.</summary>
    public double? Temperature { get; init; }

    /// <summary>The scores of the exported file; null where it was not scored.</summary>
    public ExportScore? Score { get; init; }

    /// <summary>The scores that the run recorded of its checkpoint; null where it recorded none.</summary>
    public SplitScore? CheckpointScore { get; init; }

    /// <summary>The time of a face; null where it was not measured.</summary>
    public FaceTime? Speed { get; init; }

    public required string FertrainVersion { get; init; }

    /// <summary>Null outside a git checkout.</summary>
    public string? GitCommit { get; init; }

    public static string PathFor(string file) => $"{file}.json";

    /// <summary>Describes an ONNX file and its check.</summary>
    public static ExportDescription Of(string file, Checkpoint checkpoint, OnnxOptions options, ExportCheck check) => Of(file, checkpoint, options.Fp16, options.Score) with
    {
        Input = InputDescription.Of(checkpoint.Preprocessing, options),
        Precision = options.Fp16 ? Float16 : options.Calibration is not null ? "int8" : Float32,
        Temperature = options.Temperature == 1 ? null : options.Temperature,
        Score = check is { Split: { } split, Accuracy: { } accuracy, StandardError: { } error }
            ? new(split, check.Samples, accuracy, error, [Math.Max(0, accuracy - Normal95 * error), Math.Min(1, accuracy + Normal95 * error)])
            : null,
    };

    /// <summary>Describes a file of weights.</summary>
    public static ExportDescription Of(string file, Checkpoint checkpoint, bool fp16, SplitScore? score) => new()
    {
        File = Path.GetFileName(file),
        Model = checkpoint.ModelName,
        Classes = checkpoint.Preprocessing.ClassNames,
        Preprocessing = checkpoint.Preprocessing,
        Precision = fp16 ? Float16 : Float32,
        CheckpointScore = score,
        FertrainVersion = ProgramVersion.Number,
        GitCommit = ProgramVersion.Commit,
    };

    /// <summary>Reads the description that lies beside a file.</summary>
    /// <exception cref="UserError">There is none, or it is damaged.</exception>
    public static ExportDescription Read(string file) => JsonFile.Read<ExportDescription>(PathFor(file));

    public void Write(string file) => JsonFile.Write(PathFor(file), this);
}

/// <summary>Holds the scores of an exported file on a split.</summary>
/// <param name="Split">The split of the faces.</param>
/// <param name="Samples">The number of faces.</param>
/// <param name="Accuracy">The accuracy.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="Interval95">Its interval of 95 % by the normal approximation.</param>
internal sealed record ExportScore(SplitName Split, int Samples, double Accuracy, double StandardError, double[] Interval95);

/// <summary>Holds how fast an exported file is, and where.</summary>
/// <param name="Milliseconds">The median time of one face, from its pixels to its probabilities.</param>
/// <param name="Processor">The name of the CPU.</param>
/// <param name="Threads">The threads that computed.</param>
internal sealed record FaceTime(double Milliseconds, string Processor, int Threads);

/// <summary>Describes the input of a graph.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Type">The type of its numbers.</param>
/// <param name="Shape">Its dimensions; those that a caller chooses are names.</param>
/// <param name="Values">What the numbers are.</param>
internal sealed record InputDescription(string Name, string Type, IReadOnlyList<object> Shape, string Values)
{
    public static InputDescription Of(Preprocessing spec, OnnxOptions options) => options switch
    {
        { Preprocess: false } => new(
            ModelGraph.Input, "float32", [GraphBuilder.Batch, spec.Channels, spec.InputSize, spec.InputSize],
            "faces, resized, cropped and scaled as preprocessing says"),
        { Layout: PixelLayout.Rgb } => new(PreprocessingNodes.Rgb, "uint8", [GraphBuilder.Batch, "height", "width", 3], "red, green and blue of faces of any size, 0 to 255"),
        _ => new(PreprocessingNodes.Image, "uint8", [GraphBuilder.Batch, 1, "height", "width"], "grey faces of any size, 0 to 255"),
    };
}
