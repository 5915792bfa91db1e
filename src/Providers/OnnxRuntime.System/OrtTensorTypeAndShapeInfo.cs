using Microsoft.ML.OnnxRuntime.Interop;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>What a tensor's elements are and how they are laid out.</summary>
public struct OrtTensorTypeAndShapeInfo
{
    internal OrtTensorTypeAndShapeInfo(nint shape)
    {
        ElementDataType = (TensorElementType)NativeMethods.ElementType(shape);
        Shape = NativeMethods.Dimensions(shape);
        ElementCount = Shape.Aggregate(1L, (product, side) => product * side);
    }

    public TensorElementType ElementDataType { get; private set; }

    public long ElementCount { get; private set; }

    public long[] Shape { get; private set; }
}
