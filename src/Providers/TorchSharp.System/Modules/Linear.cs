using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>x·Wᵀ + b over the last dimension.</summary>
    public sealed class Linear : nn.Module<Tensor, Tensor>
    {
        internal Linear(long inputSize, long outputSize, bool hasBias) : base(nameof(Linear))
        {
            weight = new Parameter(zeros([outputSize, inputSize]));
            register_parameter(nameof(weight), weight);
            nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
            if (!hasBias) return;
            var bound = 1 / Math.Sqrt(inputSize);
            bias = new Parameter(zeros([outputSize]));
            register_parameter(nameof(bias), bias);
            nn.init.uniform_(bias, -bound, bound);
        }

        /// <summary>out × in.</summary>
        public Parameter weight { get; }

        public Parameter? bias { get; }

        public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
                Placed(new Linear(inputSize, outputSize, hasBias), device, dtype);
        }
    }
}
