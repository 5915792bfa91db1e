using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Data;
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

/// <summary>Training faces that show what values a model computes, from which int8 takes its scales.</summary>
/// <param name="Pixels">Raw grey pixels, face after face.</param>
/// <param name="Side">Of a face, in pixels.</param>
public sealed record CalibrationFaces(byte[] Pixels, int Side)
{
    private const int Count = 512;

    /// <summary>The same faces of the same data each time.</summary>
    /// <exception cref="UserError">There are none.</exception>
    public static CalibrationFaces Of(PreparedData data)
    {
        var rows = data.Split.NonEmptyRows(SplitName.Train).ToArray();
        new Seeds(0).Stream("calibration").Shuffle<int>(rows);
        return new CalibrationFaces([.. rows.Take(Count).SelectMany(row => data.Faces.Face(row).ToArray())], data.Faces.Size);
    }
}

/// <summary>The values between which an activation lies, and the uint8 that stands for them. Zero is one of them.</summary>
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
