using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Arithmetic over many tensors in one call.</summary>
internal static class Foreach
{
    private static readonly Operator AddOp = new("aten::_foreach_add", "List");
    private static readonly Operator AddInPlaceOp = new("aten::_foreach_add_", "List");
    private static readonly Operator AddScalarInPlaceOp = new("aten::_foreach_add_", "Scalar");
    private static readonly Operator AddCDivInPlaceOp = new("aten::_foreach_addcdiv_", "Scalar");
    private static readonly Operator AddCMulOp = new("aten::_foreach_addcmul", "Scalar");
    private static readonly Operator AddCMulInPlaceOp = new("aten::_foreach_addcmul_", "Scalar");
    private static readonly Operator DivInPlaceOp = new("aten::_foreach_div_", "Scalar");
    private static readonly Operator MulInPlaceOp = new("aten::_foreach_mul_", "Scalar");
    private static readonly Operator MulByTensorOp = new("aten::_foreach_mul", "Tensor");
    private static readonly Operator SqrtOp = new("aten::_foreach_sqrt");

    public static Tensor[] Add(Tensor[] left, Tensor[] right, double alpha) => AddOp.CallList(left.Length, left, right, alpha);

    public static void AddInPlace(Tensor[] target, Tensor[] right, double alpha) => AddInPlaceOp.Run(target, right, alpha);

    public static void AddInPlace(Tensor[] target, double scalar) => AddScalarInPlaceOp.Run(target, scalar);

    public static void AddCDivInPlace(Tensor[] target, Tensor[] numerators, Tensor[] denominators, double value) =>
        AddCDivInPlaceOp.Run(target, numerators, denominators, value);

    public static Tensor[] AddCMul(Tensor[] start, Tensor[] left, Tensor[] right, double value) =>
        AddCMulOp.CallList(start.Length, start, left, right, value);

    public static void AddCMulInPlace(Tensor[] target, Tensor[] left, Tensor[] right, double value) =>
        AddCMulInPlaceOp.Run(target, left, right, value);

    public static void DivInPlace(Tensor[] target, double scalar) => DivInPlaceOp.Run(target, scalar);

    public static void MulInPlace(Tensor[] target, double scalar) => MulInPlaceOp.Run(target, scalar);

    public static Tensor[] Mul(Tensor[] tensors, Tensor factor) => MulByTensorOp.CallList(tensors.Length, tensors, factor);

    public static Tensor[] Sqrt(Tensor[] tensors) => SqrtOp.CallList(tensors.Length, tensors);
}
