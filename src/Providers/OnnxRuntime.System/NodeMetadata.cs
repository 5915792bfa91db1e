using Microsoft.ML.OnnxRuntime.Interop;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>What an input or output of a model is.</summary>
public class NodeMetadata
{
    private readonly OrtTensorTypeAndShapeInfo? _tensor;

    internal NodeMetadata(nint type)
    {
        var tensor = NativeMethods.TensorInfo(type);
        if (tensor != 0) _tensor = new OrtTensorTypeAndShapeInfo(tensor);
    }

    public bool IsTensor => _tensor is not null;

    public TensorElementType ElementDataType => Tensor.ElementDataType;

    /// <summary>-1 where the caller chooses.</summary>
    public int[] Dimensions => Array.ConvertAll(Tensor.Shape, side => (int)side);

    private OrtTensorTypeAndShapeInfo Tensor => _tensor ?? throw new OnnxRuntimeException(ErrorCode.Fail, "It is not a tensor.");
}
