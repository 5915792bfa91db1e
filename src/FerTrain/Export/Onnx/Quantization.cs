using System.Runtime.InteropServices;
using static FerTrain.Export.Onnx.TensorProto.Types;

namespace FerTrain.Export.Onnx;

/// <summary>
/// Post-training static quantisation: activations are rounded to uint8 and kernels to int8 by pairs of QuantizeLinear and
/// DequantizeLinear, which a runtime melts into the operations between them. Scaling and softmax stay float.
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

    /// <param name="graph">The float graph.</param>
    /// <param name="ranges">Those of all <see cref="QuantizedActivations"/>.</param>
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

    private static string Rounded(string activation) => $"{activation}.dequantized";

    private void Add(NodeProto node)
    {
        if (node.OpType is "Conv" or "Gemm") AddKernel(node);
        for (var i = 0; i < node.Input.Count; i++)
        {
            if (_ranges.ContainsKey(node.Input[i])) node.Input[i] = Rounded(node.Input[i]);
        }

        _graph.Graph.Node.Add(node);
        AddPair(node.Output[0]);
    }

    private void AddPair(string activation)
    {
        if (!_ranges.TryGetValue(activation, out var range)) return;
        var scale = _graph.Constant($"{activation}.scale", [], [range.Scale]);
        var zero = _graph.Constant($"{activation}.zero_point", DataType.Uint8, [], [range.ZeroPoint]);
        var rounded = _graph.Node("QuantizeLinear", $"{activation}.quantized", [activation, scale, zero]);
        _ = _graph.Node("DequantizeLinear", Rounded(activation), [rounded, scale, zero]);
    }

    /// <summary>The names of kernel and bias become those of what is read from int8 and int32.</summary>
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
