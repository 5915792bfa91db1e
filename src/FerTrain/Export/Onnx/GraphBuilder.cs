using System.Runtime.InteropServices;
using FerTrain.Core.Archive;
using Google.Protobuf;
using static FerTrain.Export.Onnx.TensorProto.Types;

namespace FerTrain.Export.Onnx;

/// <summary>Builds an ONNX graph, whose nodes follow the nodes that they read.</summary>
internal sealed class GraphBuilder
{
    /// <summary>Names the batch dimension.</summary>
    public const string Batch = "batch";

    public GraphProto Graph { get; } = new();

    /// <summary>Adds a node and returns the name of its output, which is the name of the node.</summary>
    public string Node(string operation, string name, IEnumerable<string> inputs, params IEnumerable<AttributeProto> attributes)
    {
        Graph.Node.Add(new NodeProto { OpType = operation, Name = name, Input = { inputs }, Output = { name }, Attribute = { attributes } });
        return name;
    }

    public string Constant(string name, StoredTensor tensor)
    {
        if (tensor.Type != ElementType.Float32)
            throw new InvalidOperationException($"{name} is {tensor.Type}, and only Float32 is written.");
        return Constant(name, DataType.Float, tensor.Shape, tensor.Bytes.Span);
    }

    public string Constant(string name, IEnumerable<long> shape, ReadOnlySpan<float> values) =>
        Constant(name, DataType.Float, shape, MemoryMarshal.AsBytes(values));

    public string Constant(string name, params ReadOnlySpan<long> values) =>
        Constant(name, DataType.Int64, [values.Length], MemoryMarshal.AsBytes(values));

    /// <summary>Describes a float32 value: <see cref="Batch"/>, then the dimensions of one image.</summary>
    public static ValueInfoProto Value(string name, params IEnumerable<long> shape) =>
        Value(name, DataType.Float, shape.Select(side => new TensorShapeProto.Types.Dimension { DimValue = side }));

    public static ValueInfoProto Value(string name, DataType type, IEnumerable<TensorShapeProto.Types.Dimension> shape) => new()
    {
        Name = name,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                ElemType = type,
                Shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = Batch }, shape } },
            },
        },
    };

    public string Constant(string name, DataType type, IEnumerable<long> shape, ReadOnlySpan<byte> bytes)
    {
        Graph.Initializer.Add(new TensorProto { Name = name, DataType = type, Dims = { shape }, RawData = ByteString.CopyFrom(bytes) });
        return name;
    }
}

/// <summary>Makes the attributes of nodes.</summary>
internal static class NodeAttribute
{
    public static AttributeProto Of(string name, long value) => new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    public static AttributeProto Of(string name, double value) => new() { Name = name, F = (float)value, Type = AttributeProto.Types.AttributeType.Float };

    public static AttributeProto Of(string name, string value) =>
        new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = AttributeProto.Types.AttributeType.String };

    public static AttributeProto Of(string name, params IEnumerable<long> values) =>
        new() { Name = name, Ints = { values }, Type = AttributeProto.Types.AttributeType.Ints };
}
