using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>2-d convolution over N×C×H×W with zero padding.</summary>
    public sealed class Conv2d : nn.Module<Tensor, Tensor>
    {
        private readonly long _inChannels;
        internal Conv2d(long[] weightShape, long stride, long padding, long dilation, long groups, bool bias) : base(nameof(Conv2d))
        {
            (this.stride, this.padding, this.dilation, this.groups) = ([stride, stride], [padding, padding], [dilation, dilation], groups);
            _inChannels = weightShape[1] * groups;
            using var values = zeros(weightShape);
            weight = new Parameter(MemoryFormat.ChannelsLast(values));
            register_parameter(nameof(weight), weight);
            nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
            if (!bias) return;
            var bound = 1 / Math.Sqrt(nn.init.CalculateFanInAndFanOut(weight).fanIn);
            this.bias = new Parameter(zeros([weightShape[0]]));
            register_parameter(nameof(bias), this.bias);
            nn.init.uniform_(this.bias, -bound, bound);
        }

        /// <summary>out × in/groups × height × width.</summary>
        public Parameter weight { get; }

        public Parameter? bias { get; }

        public long[] stride { get; set; }

        public long[]? padding { get; }

        public long[] dilation { get; set; }

        public long groups { get; set; }

        public override Tensor forward(Tensor input)
        {
            if (input.ndim is not (3 or 4) || input.size(-3) != _inChannels)
                throw new ArgumentException($"Expected 3D (unbatched) or 4D (batched) input with {_inChannels} channels to Conv2d.");
            return nn.functional.conv2d(input, weight, bias, stride, padding, dilation, groups);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Conv2d Conv2d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            {
                if (padding_mode != PaddingModes.Zeros) throw new NotSupportedException("Only zero padding is supported.");
                var module = new Conv2d([out_channels, in_channels / groups, kernel_size, kernel_size], stride, padding, dilation, groups, bias);
                return Placed(module, device, dtype);
            }

            /// <summary>Puts a new layer where it was asked for; its tensors outlive the scope they were made in.</summary>
            private static T Placed<T>(T module, Device? device, ScalarType? dtype) where T : Module
            {
                if (dtype is not (null or ScalarType.Float32)) throw new NotSupportedException("Layers are made in float32.");
                foreach (var tensor in module.parameters().Concat(module.buffers()))
                    tensor.DetachFromDisposeScope();
                return device is null ? module : module.to(device);
            }
        }
    }
}
