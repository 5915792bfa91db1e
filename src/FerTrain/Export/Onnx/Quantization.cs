using System.Runtime.InteropServices;
using static FerTrain.Export.Onnx.TensorProto.Types;

namespace FerTrain.Export.Onnx;

/// <summary>
/// Quantises a graph after training (static quantisation): pairs of QuantizeLinear and DequantizeLinear round activations to
/// uint8 and kernels to int8, and a runtime fuses them with the operations between them. Scaling and softmax stay float.
/// </summary>
internal sealed class Quantization
{
    private readonly GraphBuilder _graph = new();
    private readonly Dictionary<string, TensorProto> _constants;
    private readonly Dictionary<string, ValueRange> _ranges;

    private Quantization(GraphProto graph, Dictionary<string, ValueRange> ranges)
    {
        _constants = graph.Initializer.ToDictionary(tensor => tensor.Name);
        _ranges = ranges;
        _graph.Graph.MergeFrom(graph);
        _graph.Graph.Node.Clear();
    }

    /// <summary>Returns the quantised graph.</summary>
    /// <param name="graph">The float graph.</param>
    /// <param name="ranges">The range of each of <see cref="QuantizedActivations"/>.</param>
    public static GraphProto Apply(GraphProto graph, Dictionary<string, ValueRange> ranges)
    {
        QuantizedActivations.ShareRanges(graph, ranges);
        var quantization = new Quantization(graph, ranges);
        foreach (var input in graph.Input)
            quantization.AddPair(input.Name);
        foreach (var node in graph.Node)
            quantization.Add(node.Clone());
        return quantization._graph.Graph;
    }

    private static string Dequantized(string activation) => $"{activation}.dequantized";

    private void Add(NodeProto node)
    {
        if (node.OpType is "Conv" or "Gemm") AddKernel(node);
        for (var i = 0; i < node.Input.Count; i++)
        {
            if (_ranges.ContainsKey(node.Input[i])) node.Input[i] = Dequantized(node.Input[i]);
        }

        _graph.Graph.Node.Add(node);
        AddPair(node.Output[0]);
    }

    private void AddPair(string activation)
    {
        if (!_ranges.TryGetValue(activation, out var range)) return;
        var scale = _graph.Constant($"{activation}.scale", [], [range.Scale]);
        var zero = _graph.Constant($"{activation}.zero_point", DataType.Uint8, [], [range.ZeroPoint]);
        var quantized = _graph.Node("QuantizeLinear", $"{activation}.quantized", [activation, scale, zero]);
        _ = _graph.Node("DequantizeLinear", Dequantized(activation), [quantized, scale, zero]);
    }

    /// <summary>Replaces the kernel and bias by int8 and int32 values that are dequantised under the same names.</summary>
    private void AddKernel(NodeProto node)
    {
        var weights = _constants[node.Input[1]];
        var bias = node.Input.Count > 2 ? _constants[node.Input[2]] : null;
        var kernel = new QuantizedKernel(Floats(weights), bias is null ? [] : Floats(bias), (int)weights.Dims[0], _ranges[node.Input[0]].Scale);
        AddDequantized(weights, DataType.Int8, MemoryMarshal.AsBytes<sbyte>(kernel.Weights), sizeof(sbyte), kernel.Scales);
        if (bias is not null) AddDequantized(bias, DataType.Int32, MemoryMarshal.AsBytes<int>(kernel.Bias), sizeof(int), kernel.BiasScales);
    }

    private void AddDequantized(TensorProto tensor, DataType type, ReadOnlySpan<byte> values, int elementSize, float[] scales)
    {
        var (name, kind) = (tensor.Name, type.ToString().ToLowerInvariant());
        _ = _graph.Graph.Initializer.Remove(tensor);
        var stored = _graph.Constant($"{name}.{kind}", type, tensor.Dims, values);
        var scale = _graph.Constant($"{name}.scale", [scales.Length], scales);
        var zero = _graph.Constant($"{name}.zero_point", type, [scales.Length], new byte[scales.Length * elementSize]);
        _ = _graph.Node("DequantizeLinear", name, [stored, scale, zero], NodeAttribute.Of("axis", 0));
    }

    private static ReadOnlySpan<float> Floats(TensorProto tensor) => MemoryMarshal.Cast<byte, float>(tensor.RawData.Span);
}

/// <summary>
/// Selects the activations that are stored as uint8: the inputs of kernels, sums and pools, and the outputs of
/// convolutions, so that a runtime can compute all of these in integers.
/// </summary>
internal static class QuantizedActivations
{
    private static readonly string[] IntegerOperations = ["Conv", "Gemm", "Add", "MaxPool", "AveragePool", "GlobalAveragePool"];

    // Their outputs are a selection of their inputs, so both have one scale.
    private static readonly string[] Selections = ["MaxPool", "Flatten"];

    /// <summary>Returns the activations in the order of computation.</summary>
    public static IReadOnlyList<string> Of(GraphProto graph)
    {
        var constants = graph.Initializer.Select(tensor => tensor.Name).ToHashSet();
        var chosen = graph.Node.Where(node => IntegerOperations.Contains(node.OpType)).SelectMany(node => node.Input)
            .Concat(graph.Node.Where(node => node.OpType == "Conv").Select(conv => Result(graph, conv)))
            .Except(constants).ToHashSet();
        foreach (var flatten in graph.Node.Where(node => node.OpType == "Flatten" && chosen.Contains(node.Output[0])))
            _ = chosen.Add(flatten.Input[0]);
        chosen.ExceptWith(graph.Output.Select(output => output.Name));
        return [.. graph.Input.Select(value => value.Name).Concat(graph.Node.Select(node => node.Output[0])).Where(chosen.Contains)];
    }

    /// <summary>Sets the range of a selection's output to that of its input.</summary>
    public static void ShareRanges(GraphProto graph, Dictionary<string, ValueRange> ranges)
    {
        foreach (var node in graph.Node.Where(node => Selections.Contains(node.OpType) && ranges.ContainsKey(node.Output[0])))
            ranges[node.Output[0]] = ranges[node.Input[0]];
    }

    /// <summary>Returns the output of a convolution, or of the ReLU that alone reads it, because a runtime fuses the two.</summary>
    private static string Result(GraphProto graph, NodeProto conv) =>
        graph.Node.Where(node => node.Input.Contains(conv.Output[0])).ToArray() is [{ OpType: "Relu" } only] ? only.Output[0] : conv.Output[0];
}

/// <summary>Quantises a kernel to int8, symmetric around zero with one scale for each output channel, and its bias to int32.</summary>
internal sealed class QuantizedKernel
{
    // Seven bits, because CPUs without VNNI add two products of a uint8 and an int8 in 16 bits, which eight bits would overflow.
    private const float Largest = 64;

    // Leaves room in int32 for the sums that the bias is added to.
    private const float LargestBias = 1 << 30;

    /// <param name="weights">The weights, one output channel after another.</param>
    /// <param name="bias">One value for each output channel; empty without a bias.</param>
    /// <param name="channels">The number of output channels.</param>
    /// <param name="inputScale">The scale of the activation that the kernel reads.</param>
    public QuantizedKernel(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int channels, float inputScale)
    {
        (Weights, Scales) = (new sbyte[weights.Length], new float[channels]);
        (Bias, BiasScales) = (new int[bias.Length], new float[bias.Length]);
        var size = weights.Length / channels;
        for (var channel = 0; channel < channels; channel++)
        {
            var own = weights.Slice(channel * size, size);
            var scale = Scales[channel] = Scale(own, bias.IsEmpty ? 0 : bias[channel], inputScale);
            for (var i = 0; i < size; i++)
                Weights[channel * size + i] = (sbyte)MathF.Round(own[i] / scale);
            if (bias.IsEmpty) continue;
            BiasScales[channel] = inputScale * scale;
            Bias[channel] = (int)MathF.Round(bias[channel] / BiasScales[channel]);
        }
    }

    public sbyte[] Weights { get; }

    public float[] Scales { get; }

    public int[] Bias { get; }

    /// <summary>Holds the scales of the products that the bias is added to.</summary>
    public float[] BiasScales { get; }

    /// <summary>Computes a channel's scale, large enough for the bias too, which can exceed the weights of a dead channel by far.</summary>
    private static float Scale(ReadOnlySpan<float> weights, float bias, float inputScale)
    {
        var largest = 0f;
        foreach (var weight in weights)
            largest = Math.Max(largest, Math.Abs(weight));
        var scale = Math.Max(largest / Largest, Math.Abs(bias) / (LargestBias * inputScale));
        return scale > 0 ? scale : 1;
    }
}
