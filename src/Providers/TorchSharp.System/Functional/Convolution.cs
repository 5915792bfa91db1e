using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator Conv2dOp = new("fertrain::conv2d");

            public static Tensor conv2d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, long groups = 1)
            {
                long[] one = [1, 1];
                strides ??= one;
                padding ??= [0, 0];
                using var scope = NewDisposeScope();
                // oneDNN 2.6 writes out of bounds in the weight gradient of a strided 1x1 convolution when the
                // batch is odd. Such a convolution skips pixels, so they are left out before it instead.
                if (input.device_type == DeviceType.CPU && input.ndim == 4 && weight.shape is [_, _, 1, 1] && padding is [0, 0] && strides is not [1, 1])
                    (input, strides) = (input[TensorIndex.Colon, TensorIndex.Colon, Every(strides[0]), Every(strides[1])], one);
                if (input.ndim == 4) input = MemoryFormat.ChannelsLast(input);
                return Conv2dOp.Call(input, weight, bias, strides, padding, dilation ?? one, groups).MoveToOuterDisposeScope();
            }

            private static TensorIndex Every(long step) => TensorIndex.Slice(step: step);
        }
    }
}
