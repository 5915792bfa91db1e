using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Data;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace FerTrain.Export.Onnx;

/// <summary>Measures the range of activations by running a graph whose outputs they are.</summary>
internal static class RangeCalibration
{
    private const int BatchSize = 16; // all activations of a batch are in memory at once

    /// <summary>Returns the range of each of <see cref="QuantizedActivations"/>.</summary>
    /// <param name="graph">A float graph that includes the preprocessing.</param>
    /// <param name="faces">The faces to run it on.</param>
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

/// <summary>Holds the training faces whose activations set the scales of int8.</summary>
/// <param name="Pixels">The raw grey pixels, one face after another.</param>
/// <param name="Side">The side of a face in pixels.</param>
internal sealed record CalibrationFaces(byte[] Pixels, int Side)
{
    private const int Count = 512;

    /// <summary>Selects 512 training faces, the same ones for the same data.</summary>
    /// <exception cref="UserError">There are no training faces.</exception>
    public static CalibrationFaces Of(PreparedData data)
    {
        var rows = data.Split.NonEmptyRows(SplitName.Train).ToArray();
        new Seeds(0).Stream("calibration").Shuffle<int>(rows);
        return new CalibrationFaces([.. rows.Take(Count).SelectMany(row => data.Faces.Face(row).ToArray())], data.Faces.Size);
    }
}

/// <summary>Holds the range of an activation's values, which includes zero, and its uint8 scale and zero point.</summary>
internal readonly record struct ValueRange(float Low, float High)
{
    private const int Steps = byte.MaxValue;

    public float Scale => High > Low ? (High - Low) / Steps : 1;

    public byte ZeroPoint => (byte)Math.Clamp(MathF.Round(-Low / Scale), 0, Steps);

    public ValueRange Including(ReadOnlySpan<float> values)
    {
        var (low, high) = (Low, High);
        foreach (var value in values)
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        return new(low, high);
    }
}
