using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            private static readonly Operator ClampInPlaceOp = new("aten::clamp_");

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
