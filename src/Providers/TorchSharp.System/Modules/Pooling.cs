using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    public sealed class MaxPool2d : nn.Module<Tensor, Tensor>
    {
        private readonly long? _dilation;

        internal MaxPool2d(long kernel_size, long? stride, long? padding, long? dilation, bool ceil_mode) : base(nameof(MaxPool2d))
        {
            this.kernel_size = [kernel_size, kernel_size];
            this.stride = [stride ?? kernel_size, stride ?? kernel_size];
            this.padding = [padding ?? 0, padding ?? 0];
            (_dilation, this.ceil_mode) = (dilation, ceil_mode);
        }

        public long[] kernel_size { get; }

        public long[] stride { get; }

        public long[] padding { get; }

        public bool ceil_mode { get; }

        public override Tensor forward(Tensor input) =>
            nn.functional.max_pool2d(input, kernel_size[0], stride[0], padding[0], _dilation, ceil_mode);
    }

    public sealed class AvgPool2d : nn.Module<Tensor, Tensor>
    {
        internal AvgPool2d(long kernel_size, long? stride, long? padding, bool ceil_mode, bool count_include_pad) : base(nameof(AvgPool2d))
        {
            this.kernel_size = [kernel_size, kernel_size];
            this.stride = stride is { } step ? [step, step] : null;
            this.padding = padding is { } border ? [border, border] : null;
            (this.ceil_mode, this.count_include_pad) = (ceil_mode, count_include_pad);
        }

        public long[] kernel_size { get; }

        /// <summary>Null: the kernel's size.</summary>
        public long[]? stride { get; }

        /// <summary>Null: none.</summary>
        public long[]? padding { get; }

        public bool ceil_mode { get; }

        public bool count_include_pad { get; }

        public override Tensor forward(Tensor input) =>
            nn.functional.avg_pool2d(input, kernel_size[0], stride?[0], padding?[0] ?? 0, ceil_mode, count_include_pad);
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
