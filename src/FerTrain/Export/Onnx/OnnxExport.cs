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
    private const long FormatVersion = 1;

    /// <summary>Gives the size of the file.</summary>
    /// <exception cref="UserError">It cannot be written, or a weight does not fit float16.</exception>
    public static long Write(string path, Checkpoint checkpoint, OnnxOptions options)
    {
        var model = Model(checkpoint, options);
        AtomicFile.Write(path, model.WriteTo);
        return model.CalculateSize();
    }

    internal static ModelProto Model(Checkpoint checkpoint, OnnxOptions options)
    {
        using var classifier = checkpoint.CreateModel(CPU);
        var spec = checkpoint.Preprocessing;
        var graph = OnnxGraph.Of(classifier, spec, options.Preprocess);
        if (options.Half) HalfPrecision.Apply(graph);
        var source = ModelRegistry.Find(checkpoint.ModelName).Source;
        return new ModelProto
        {
            IrVersion = IrVersion,
            OpsetImport = { new OperatorSetIdProto { Version = Opset } },
            ProducerName = "FerTrain",
            ProducerVersion = options.FertrainVersion,
            DocString = $"{checkpoint.ModelName} ({source}): faces to {string.Join(", ", spec.ClassNames)}.",
            Graph = graph,
            MetadataProps = { Metadata(checkpoint, options).Select(pair => new StringStringEntryProto { Key = pair.Key, Value = pair.Value }) },
        };
    }

    private static OrderedDictionary<string, string> Metadata(Checkpoint checkpoint, OnnxOptions options)
    {
        var metadata = new OrderedDictionary<string, string>
        {
            ["format_version"] = $"{FormatVersion}",
            ["fertrain_version"] = options.FertrainVersion,
            ["model"] = checkpoint.ModelName,
            ["class_names"] = JsonFile.Line(checkpoint.Preprocessing.ClassNames),
            ["preprocessing"] = JsonFile.Line(checkpoint.Preprocessing),
            ["config"] = ConfigFile.ToYaml(checkpoint.Config),
        };
        if (options.Score is { } score) metadata["score"] = JsonFile.Line(score);
        return metadata;
    }
}
