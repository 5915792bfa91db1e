using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator ConstantPadOp = new("aten::constant_pad_nd");

            /// <summary>Columns before and after, then rows before and after.</summary>
            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
            {
                if (mode != PaddingModes.Constant) throw new NotSupportedException("Only constant padding is supported.");
                var (left, right, top, bottom) = pad;
                return ConstantPadOp.Call(input, new[] { left, right, top, bottom }, value);
            }
        }
    }
}
