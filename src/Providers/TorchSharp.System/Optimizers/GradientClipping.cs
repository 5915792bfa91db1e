using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            private static readonly Operator StackOp = new("aten::stack");
            private static readonly Operator ClampInPlaceOp = new("aten::clamp_");

            /// <summary>Scales the gradients so that their norm, taken over all of them together, is at most the given one; returns what it was.</summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using var scope = NewDisposeScope();
                if (Gradients(tensors) is not { Length: > 0 } gradients) return 0;
                var norms = StackOp.Call(Foreach.Norm(gradients, norm_type));
                var norm = Foreach.Norm([norms], norm_type)[0].to(ScalarType.Float64).item<double>();
                var scale = max_norm / (norm + 1e-6);
                if (!(scale >= 1)) Foreach.MulInPlace(gradients, scale); // so that a norm of NaN shows in the gradients
                return norm;
            }

            /// <summary>Limits every element of the gradients to a range about zero.</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var scope = NewDisposeScope();
                foreach (var gradient in Gradients(tensors))
                    ClampInPlaceOp.Run(gradient, -clip_value, clip_value);
            }

            private static Tensor[] Gradients(IEnumerable<Parameter> tensors) => [.. tensors.Select(tensor => tensor.grad).OfType<Tensor>()];
        }
    }
}
