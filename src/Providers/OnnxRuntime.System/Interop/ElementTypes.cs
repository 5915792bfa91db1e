using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime.Interop;

/// <summary>The element type of a tensor over an array of .NET's numbers.</summary>
internal static class ElementTypes
{
    public static TensorElementType Of(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Single => TensorElementType.Float,
        TypeCode.Double => TensorElementType.Double,
        TypeCode.Byte => TensorElementType.UInt8,
        TypeCode.SByte => TensorElementType.Int8,
        TypeCode.UInt16 => TensorElementType.UInt16,
        TypeCode.Int16 => TensorElementType.Int16,
        TypeCode.UInt32 => TensorElementType.UInt32,
        TypeCode.Int32 => TensorElementType.Int32,
        TypeCode.UInt64 => TensorElementType.UInt64,
        TypeCode.Int64 => TensorElementType.Int64,
        TypeCode.Boolean => TensorElementType.Bool,
        _ => throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"Tensors have no elements of type {type}."),
    };

    public static int Size(TensorElementType type) => type switch
    {
        TensorElementType.UInt8 or TensorElementType.Int8 or TensorElementType.Bool => 1,
        TensorElementType.UInt16 or TensorElementType.Int16 or TensorElementType.Float16 or TensorElementType.BFloat16 => 2,
        TensorElementType.Float or TensorElementType.Int32 or TensorElementType.UInt32 => 4,
        TensorElementType.Double or TensorElementType.Int64 or TensorElementType.UInt64 or TensorElementType.Complex64 => 8,
        TensorElementType.Complex128 => 16,
        _ => throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"Elements of type {type} have no fixed size."),
    };
}
