using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator AbsOp = new("aten::abs");
        private static readonly Operator AddOp = new("aten::add", "Tensor");
        private static readonly Operator AddScalarOp = new("aten::add", "Scalar");
        private static readonly Operator AddInPlaceOp = new("aten::add_", "Tensor");
        private static readonly Operator AddScalarInPlaceOp = new("aten::add_", "Scalar");
        private static readonly Operator ClampMinOp = new("aten::clamp_min");
        private static readonly Operator ClampOp = new("aten::clamp");
        private static readonly Operator DivInPlaceOp = new("aten::div_", "Tensor_mode");
        private static readonly Operator DivOp = new("aten::div", "Tensor_mode");
        private static readonly Operator DivScalarOp = new("aten::div", "Scalar_mode");
        private static readonly Operator EqOp = new("aten::eq", "Tensor");
        private static readonly Operator ExpOp = new("aten::exp");
        private static readonly Operator FillInPlaceOp = new("aten::fill_", "Scalar");
        private static readonly Operator GtOp = new("aten::gt", "Tensor");
        private static readonly Operator IsFiniteOp = new("aten::isfinite");
        private static readonly Operator LerpInPlaceOp = new("aten::lerp_", "Tensor");
        private static readonly Operator LogicalAndOp = new("aten::logical_and");
        private static readonly Operator LtScalarOp = new("aten::lt", "Scalar");
        private static readonly Operator LtOp = new("aten::lt", "Tensor");
        private static readonly Operator MulInPlaceOp = new("aten::mul_", "Tensor");
        private static readonly Operator MulOp = new("aten::mul", "Tensor");
        private static readonly Operator MulScalarOp = new("aten::mul", "Scalar");
        private static readonly Operator PowOp = new("aten::pow", "Tensor_Scalar");
        private static readonly Operator RemainderScalarOp = new("aten::remainder", "Scalar");
        private static readonly Operator ReverseSubOp = new("aten::rsub", "Scalar");
        private static readonly Operator RsqrtOp = new("aten::rsqrt");
        private static readonly Operator SqrtOp = new("aten::sqrt");
        private static readonly Operator SquareOp = new("aten::square");
        private static readonly Operator SubOp = new("aten::sub", "Tensor");
        private static readonly Operator SubScalarOp = new("aten::sub", "Scalar");
        private static readonly Operator ZeroInPlaceOp = new("aten::zero_");

        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);
        public static Tensor operator +(Tensor left, Scalar right) => left.add(right);
        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);
        public static Tensor operator -(Tensor left, Scalar right) => left.sub(right);
        public static Tensor operator -(Scalar left, Tensor right) => ReverseSubOp.Call(right, left);
        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);
        public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);
        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);
        public static Tensor operator /(Tensor left, Scalar right) => left.div(right);

        public Tensor abs() => AbsOp.Call(this);

        public Tensor add(Tensor target) => AddOp.Call(this, target);

        public Tensor add(Scalar scalar) => AddScalarOp.Call(this, scalar);

        public Tensor add_(Tensor target) => AddInPlaceOp.Call(this, target);

        public Tensor add_(Scalar scalar) => AddScalarInPlaceOp.Call(this, scalar);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => ClampOp.Call(this, min, max);

        public Tensor clamp_min(Scalar min) => ClampMinOp.Call(this, min);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => DivOp.Call(this, target, Mode(rounding_mode));

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => DivScalarOp.Call(this, target, Mode(rounding_mode));

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => DivInPlaceOp.Call(this, target, Mode(rounding_mode));

        public Tensor eq(Tensor target) => EqOp.Call(this, target);

        public Tensor exp() => ExpOp.Call(this);

        public Tensor fill_(Scalar value)
        {
            FillInPlaceOp.Run(this, value);
            return this;
        }

        public Tensor gt(Tensor target) => GtOp.Call(this, target);

        public Tensor isfinite() => IsFiniteOp.Call(this);

        public Tensor lerp_(Tensor end, Tensor weight) => LerpInPlaceOp.Call(this, end, weight);

        public Tensor logical_and(Tensor other) => LogicalAndOp.Call(this, other);

        public Tensor lt(Tensor target) => LtOp.Call(this, target);

        public Tensor lt(Scalar target) => LtScalarOp.Call(this, target);

        public Tensor mul(Tensor target) => MulOp.Call(this, target);

        public Tensor mul(Scalar target) => MulScalarOp.Call(this, target);

        public Tensor mul_(Tensor target)
        {
            MulInPlaceOp.Run(this, target);
            return this;
        }

        public Tensor pow(Scalar exponent) => PowOp.Call(this, exponent);

        public Tensor remainder(Scalar scalar) => RemainderScalarOp.Call(this, scalar);

        public Tensor rsqrt() => RsqrtOp.Call(this);

        public Tensor sqrt() => SqrtOp.Call(this);

        public Tensor square() => SquareOp.Call(this);

        public Tensor sub(Tensor target) => SubOp.Call(this, target);

        public Tensor sub(Scalar target) => SubScalarOp.Call(this, target);

        public Tensor zero_() => ZeroInPlaceOp.Call(this);

        private static string? Mode(RoundingMode mode) => mode == RoundingMode.None ? null : $"{mode}";
    }
}
