using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Models;
using FerTrain.Training;
using Google.Protobuf;
using static TorchSharp.torch;

namespace FerTrain.Export.Onnx;

/// <summary>Writes checkpoints in the Open Neural Network Exchange format (onnx.ai).</summary>
public static class OnnxExport
{
    private const int IrVersion = 8, Opset = 17; // of 2022, which runtimes since then read

    /// <exception cref="UserError">It cannot be written, or a weight does not fit float16.</exception>
    public static void Write(string path, Checkpoint checkpoint, OnnxOptions options) => AtomicFile.Write(path, Model(checkpoint, options).WriteTo);

    /// <summary>Bytes that such a file has.</summary>
    public static long Size(Checkpoint checkpoint, OnnxOptions options) => Model(checkpoint, options).CalculateSize();

    internal static ModelProto Model(Checkpoint checkpoint, OnnxOptions options)
    {
        using var classifier = checkpoint.CreateModel(CPU);
        var spec = checkpoint.Preprocessing;
        var graph = OnnxGraph.Of(classifier, spec, options.Preprocess);
        if (options.Half) HalfPrecision.Apply(graph);
        if (options.Calibration is { } faces)
        {
            var complete = options.Preprocess ? graph : OnnxGraph.Of(classifier, spec, preprocess: true);
            graph = Quantization.Apply(graph, Calibration.Ranges(complete, faces));
        }

        var model = Model(graph);
        model.ProducerVersion = options.FertrainVersion;
        model.DocString = $"{checkpoint.ModelName} ({ModelRegistry.Find(checkpoint.ModelName).Source}): faces to {string.Join(", ", spec.ClassNames)}.";
        foreach (var (key, value) in Metadata(checkpoint, options))
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return model;
    }

    internal static ModelProto Model(GraphProto graph) => new()
    {
        IrVersion = IrVersion,
        OpsetImport = { new OperatorSetIdProto { Version = Opset } },
        ProducerName = "FerTrain",
        Graph = graph,
    };

    internal static OrderedDictionary<string, string> Metadata(Checkpoint checkpoint, OnnxOptions options)
    {
        var metadata = new OrderedDictionary<string, string>
        {
            [OnnxMetadata.FormatVersion] = $"{OnnxMetadata.Format}",
            [OnnxMetadata.FertrainVersion] = options.FertrainVersion,
            [OnnxMetadata.Model] = checkpoint.ModelName,
            [OnnxMetadata.ClassNames] = JsonFile.Line(checkpoint.Preprocessing.ClassNames),
            [OnnxMetadata.Preprocessing] = JsonFile.Line(checkpoint.Preprocessing),
            [OnnxMetadata.Config] = ConfigFile.ToYaml(checkpoint.Config),
        };
        if (options.Score is { } score) metadata[OnnxMetadata.Score] = JsonFile.Line(score);
        return metadata;
    }
}
