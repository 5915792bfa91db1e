using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    public sealed class MaxPool2d : nn.Module<Tensor, Tensor>
    {
        private readonly long? _stride, _padding, _dilation;
        private readonly long _kernelSize;
        private readonly bool _ceilMode;

        internal MaxPool2d(long kernel_size, long? stride, long? padding, long? dilation, bool ceil_mode) : base(nameof(MaxPool2d)) =>
            (_kernelSize, _stride, _padding, _dilation, _ceilMode) = (kernel_size, stride, padding, dilation, ceil_mode);

        public override Tensor forward(Tensor input) =>
            nn.functional.max_pool2d(input, _kernelSize, _stride, _padding, _dilation, _ceilMode);
    }

    public sealed class AvgPool2d : nn.Module<Tensor, Tensor>
    {
        private readonly long _kernelSize, _padding;
        private readonly long? _stride;
        private readonly bool _ceilMode, _countPadding;

        internal AvgPool2d(long kernel_size, long? stride, long? padding, bool ceil_mode, bool count_include_pad) : base(nameof(AvgPool2d)) =>
            (_kernelSize, _stride, _padding, _ceilMode, _countPadding) = (kernel_size, stride, padding ?? 0, ceil_mode, count_include_pad);

        public override Tensor forward(Tensor input) =>
            nn.functional.avg_pool2d(input, _kernelSize, _stride, _padding, _ceilMode, _countPadding);
    }

    public sealed class AdaptiveAvgPool2d : nn.Module<Tensor, Tensor>
    {
        private readonly long _outputSize;

        internal AdaptiveAvgPool2d(long output_size) : base(nameof(AdaptiveAvgPool2d)) => _outputSize = output_size;

        public override Tensor forward(Tensor input) => nn.functional.adaptive_avg_pool2d(input, _outputSize);
    }

    public sealed class Flatten : nn.Module<Tensor, Tensor>
    {
        private readonly long _start, _end;

        internal Flatten(long start_dim, long end_dim) : base(nameof(Flatten)) => (_start, _end) = (start_dim, end_dim);

        public override Tensor forward(Tensor input) => input.flatten(_start, _end);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static MaxPool2d MaxPool2d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                new(kernel_size, stride, padding, dilation, ceil_mode);

            public static AvgPool2d AvgPool2d(long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                divisor_override is null
                    ? new(kernel_size, stride, padding, ceil_mode, count_include_pad)
                    : throw new NotSupportedException("AvgPool2d with its own divisor is not supported.");

            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long output_size) => new(output_size);

            public static Flatten Flatten(long start_dim = 1, long end_dim = -1) => new(start_dim, end_dim);
        }
    }
}
