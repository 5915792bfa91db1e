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

    /// <exception cref="UserError">It cannot be written, a weight does not fit float16, or the model is no network.</exception>
    public static void Write(string path, Checkpoint checkpoint, OnnxOptions options) => AtomicFile.Write(path, Model(checkpoint, options).WriteTo);

    /// <summary>Bytes that such a file has.</summary>
    public static long Size(Checkpoint checkpoint, OnnxOptions options) => Model(checkpoint, options).CalculateSize();

    internal static ModelProto Model(Checkpoint checkpoint, OnnxOptions options)
    {
        var source = ModelRegistry.Network(checkpoint.ModelName).Source; // refuses what is no network
        using var classifier = checkpoint.CreateModel(CPU);
        var spec = checkpoint.Preprocessing;
        var graph = OnnxGraph.Of(classifier, spec, options.Preprocess);
        if (options.Fp16) HalfPrecision.Apply(graph);
        if (options.Calibration is { } faces)
        {
            var complete = options.Preprocess ? graph : OnnxGraph.Of(classifier, spec, preprocess: true);
            graph = Quantization.Apply(graph, Calibration.Ranges(complete, faces));
        }

        var model = Model(graph);
        model.ProducerVersion = options.FertrainVersion;
        model.DocString = $"{checkpoint.ModelName} ({source}): faces to {string.Join(", ", spec.ClassNames)}.";
        foreach (var (key, value) in ExportMetadata.Of(checkpoint, options.FertrainVersion, options.Score))
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
}
