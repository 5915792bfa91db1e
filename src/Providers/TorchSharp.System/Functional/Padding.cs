using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator PadOp = new("aten::pad");

            /// <summary>Columns before and after, then rows before and after.</summary>
            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                PadOp.Call(input, new[] { pad.Item1, pad.Item2, pad.Item3, pad.Item4 }, $"{mode}".ToLowerInvariant(), value);
        }
    }
}
