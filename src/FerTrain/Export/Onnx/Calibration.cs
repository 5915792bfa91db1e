using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace FerTrain.Export.Onnx;

/// <summary>Measures the range of activations by running a graph of which they are outputs too.</summary>
internal static class Calibration
{
    private const int BatchSize = 16; // all activations of a batch are in memory at once

    /// <param name="graph">A float graph with the preprocessing in it.</param>
    /// <param name="faces">What it is run on.</param>
    /// <returns>Those of all <see cref="QuantizedActivations"/>.</returns>
    public static Dictionary<string, ValueRange> Ranges(GraphProto graph, CalibrationFaces faces)
    {
        var activations = QuantizedActivations.Of(graph);
        using var options = new SessionOptions { IntraOpNumThreads = get_num_threads() };
        using var session = new InferenceSession(OnnxExport.Model(WithOutputs(graph, activations)).ToByteArray(), options);
        using var run = new RunOptions();
        var ranges = activations.ToDictionary(name => name, _ => default(ValueRange));
        foreach (var batch in faces.Pixels.Chunk(BatchSize * faces.Side * faces.Side))
        {
            using var image = OrtValue.CreateTensorValueFromMemory(batch, [batch.Length / (faces.Side * faces.Side), 1, faces.Side, faces.Side]);
            using var results = session.Run(run, [PreprocessingNodes.Image], [image], activations);
            foreach (var (name, result) in activations.Zip(results))
                ranges[name] = ranges[name].Including(result.GetTensorDataAsSpan<float>());
        }

        return ranges;
    }

    private static GraphProto WithOutputs(GraphProto graph, IEnumerable<string> activations)
    {
        var watched = graph.Clone();
        watched.Output.Clear();
        watched.Output.Add(activations.Select(name => new ValueInfoProto { Name = name }));
        return watched;
    }
}
