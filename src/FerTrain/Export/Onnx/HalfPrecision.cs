using System.Runtime.InteropServices;
using FerTrain.Core;
using FerTrain.Core.Errors;
using Google.Protobuf;
using static FerTrain.Export.Onnx.TensorProto.Types;

namespace FerTrain.Export.Onnx;

/// <summary>
/// Stores kernels as float16 and casts them to float32 before use. A runtime casts them once, when it loads the file, and
/// then computes as fast as before; most CPUs cannot compute in float16.
/// </summary>
internal static class HalfPrecision
{
    /// <summary>Converts the kernels of a graph.</summary>
    /// <exception cref="UserError">A weight is too large for float16.</exception>
    public static void Apply(GraphProto graph)
    {
        var kernels = graph.Node.Where(node => node.OpType is "Conv" or "Gemm").Select(node => node.Input[1]).ToHashSet();
        var casts = new List<NodeProto>();
        foreach (var tensor in graph.Initializer.Where(tensor => kernels.Contains(tensor.Name)))
        {
            var name = tensor.Name;
            tensor.Name = $"{name}.float16";
            tensor.DataType = DataType.Float16;
            tensor.RawData = ByteString.CopyFrom(Rounded(name, tensor.RawData.Span));
            casts.Add(new NodeProto
            {
                OpType = "Cast",
                Name = $"{name}.cast",
                Input = { tensor.Name },
                Output = { name },
                Attribute = { NodeAttribute.Of("to", (long)DataType.Float) },
            });
        }

        casts.Reverse();
        foreach (var cast in casts)
            graph.Node.Insert(0, cast);
    }

    /// <summary>Rounds the bytes of float32 numbers to those of float16.</summary>
    /// <exception cref="UserError">One is too large for float16.</exception>
    public static byte[] Rounded(string name, ReadOnlySpan<byte> bytes)
    {
        var values = MemoryMarshal.Cast<byte, float>(bytes);
        var halves = new Half[values.Length];
        for (var i = 0; i < halves.Length; i++)
        {
            halves[i] = (Half)values[i];
            if (Half.IsInfinity(halves[i]) && float.IsFinite(values[i]))
                throw new UserError(
                    $"{name} holds {NumberText.Of(values[i], "G4")}, but float16 ends at {NumberText.Grouped((long)Half.MaxValue)}. Expected: export without --fp16.");
        }

        return MemoryMarshal.AsBytes<Half>(halves).ToArray();
    }
}
