using FerTrain.Core;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;
using FerTrain.Models;
using FerTrain.Training;
using Google.Protobuf;
using static TorchSharp.torch;

namespace FerTrain.Export.Onnx;

/// <summary>Writes checkpoints in the Open Neural Network Exchange format (onnx.ai).</summary>
internal static class OnnxExport
{
    private const int IrVersion = 8, Opset = 17; // from 2022; every later runtime reads them

    /// <summary>Writes a checkpoint as an ONNX file.</summary>
    /// <exception cref="UserError">The file cannot be written, a weight does not fit float16, or the model is not a network.</exception>
    public static void Write(string path, Checkpoint checkpoint, OnnxOptions options) => AtomicFile.Write(path, Model(checkpoint, options).WriteTo);

    /// <summary>Computes the size of the file in bytes without writing it.</summary>
    public static long Size(Checkpoint checkpoint, OnnxOptions options) => Model(checkpoint, options).CalculateSize();

    internal static ModelProto Model(Checkpoint checkpoint, OnnxOptions options)
    {
        var source = ModelRegistry.Network(checkpoint.ModelName).Source; // throws if the model is not a network
        using var classifier = checkpoint.CreateModel(CPU);
        var spec = checkpoint.Preprocessing;
        var graph = OnnxGraph.Of(classifier, spec, options.Preprocess, options.Layout, options.Temperature);
        if (options.Fp16) HalfPrecision.Apply(graph);
        if (options.Calibration is { } faces)
        {
            var complete = options is { Preprocess: true, Layout: PixelLayout.Grey } ? graph : OnnxGraph.Of(classifier, spec, preprocess: true);
            graph = Quantization.Apply(graph, RangeCalibration.Ranges(complete, faces));
        }

        var model = Model(graph);
        model.ProducerVersion = ProgramVersion.Number;
        model.DocString = $"{checkpoint.ModelName} ({source}): faces to {string.Join(", ", spec.ClassNames)}.";
        foreach (var (key, value) in ExportMetadata.Of(checkpoint, options.Score))
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        if (options.Temperature != 1) model.MetadataProps.Add(new StringStringEntryProto { Key = ExportMetadata.Temperature, Value = NumberText.Of(options.Temperature) });
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

/// <summary>Holds the options of an ONNX export.</summary>
internal sealed record OnnxOptions
{
    /// <summary>Whether the graph takes raw pixels and preprocesses them; otherwise it takes the model's input.</summary>
    public bool Preprocess { get; init; } = true;

    /// <summary>The order of the raw pixels.</summary>
    public PixelLayout Layout { get; init; } = PixelLayout.Grey;

    /// <summary>The number that the graph divides the logits by before the softmax.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Whether to store kernels as float16.</summary>
    public bool Fp16 { get; init; }

    /// <summary>Holds the faces that set the scales of int8; null to export floats.</summary>
    public CalibrationFaces? Calibration { get; init; }

    /// <summary>The score of the checkpoint; null if it is unknown.</summary>
    public SplitScore? Score { get; init; }
}

/// <summary>Converts a model in evaluation mode to an ONNX graph.</summary>
internal static class OnnxGraph
{
    public const string Logits = "logits";
    public const string Probabilities = "probabilities";

    /// <param name="model">The model, which is left in evaluation mode.</param>
    /// <param name="spec">The preprocessing of the model.</param>
    /// <param name="preprocess">Whether the graph takes raw pixels; otherwise it takes the model's input.</param>
    /// <param name="layout">The order of the raw pixels.</param>
    /// <param name="temperature">The number that the logits are divided by before the softmax; the output of logits is not.</param>
    public static GraphProto Of(Classifier model, Preprocessing spec, bool preprocess, PixelLayout layout = PixelLayout.Grey, double temperature = 1)
    {
        var input = ModelInput.Of(spec);
        var builder = new GraphBuilder();
        var graph = builder.Graph;
        graph.Name = model.GetName();
        var image = GraphBuilder.Value(ModelGraph.Input, input.Channels, input.Size, input.Size);
        if (preprocess)
        {
            PreprocessingNodes.Add(builder, spec, layout, ModelGraph.Input);
            graph.Input.Add(PreprocessingNodes.Pixels(layout));
            graph.ValueInfo.Add(image);
        }
        else
        {
            image.DocString = "Faces, preprocessed as the metadata says.";
            graph.Input.Add(image);
        }

        using var folded = FoldedGraph.Of(model, input);
        var nodes = new LayerNodes(builder, input);
        foreach (var layer in folded.Layers)
            nodes.Add(layer);
        AddOutputs(builder, spec.ClassNames, temperature);
        return graph;
    }

    private static void AddOutputs(GraphBuilder builder, IReadOnlyList<string> classNames, double temperature)
    {
        var graph = builder.Graph;
        graph.Node[^1].Output[0] = Logits;
        graph.ValueInfo.RemoveAt(graph.ValueInfo.Count - 1); // the last layer's value is an output now
        var scores = temperature == 1 ? Logits : builder.Node("Div", "calibrated", [Logits, builder.Constant("temperature", [], [(float)temperature])]);
        _ = builder.Node("Softmax", Probabilities, [scores], NodeAttribute.Of("axis", 1));
        foreach (var name in new[] { Probabilities, Logits })
        {
            var output = GraphBuilder.Value(name, classNames.Count);
            output.DocString = string.Join(", ", classNames);
            graph.Output.Add(output);
        }
    }
}
