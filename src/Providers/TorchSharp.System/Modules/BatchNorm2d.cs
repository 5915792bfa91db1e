using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Batch normalisation over each channel of N×C×H×W (Ioffe and Szegedy, 2015).</summary>
    public sealed class BatchNorm2d : nn.Module<Tensor, Tensor>
    {
        private readonly Tensor _batches = zeros([], int64);

        internal BatchNorm2d(long features, double eps, double momentum) : base(nameof(BatchNorm2d))
        {
            (this.eps, this.momentum) = (eps, momentum);
            weight = new Parameter(ones([features]));
            bias = new Parameter(zeros([features]));
            running_mean = zeros([features]);
            running_var = ones([features]);
            register_parameter(nameof(weight), weight);
            register_parameter(nameof(bias), bias);
            register_buffer(nameof(running_mean), running_mean);
            register_buffer(nameof(running_var), running_var);
            register_buffer(nameof(num_batches_tracked), _batches);
        }

        public Parameter weight { get; }

        public Parameter? bias { get; }

        public Tensor? running_mean { get; }

        /// <summary>Running average of the unbiased estimate.</summary>
        public Tensor? running_var { get; }

        public Tensor? num_batches_tracked => _batches;

        public double eps { get; set; }

        /// <summary>The new batch's share of the running statistics (Keras's momentum is 1 minus this); null averages all batches.</summary>
        public double? momentum { get; set; }

        public override Tensor forward(Tensor input)
        {
            var share = Count(input);
            return nn.functional.batch_norm(input, running_mean, running_var, weight, bias, training, share, eps);
        }

        /// <summary>The result after ReLU.</summary>
        internal Tensor ForwardRelu(Tensor input)
        {
            var share = Count(input);
            return nn.functional.BatchNormRelu(input, running_mean, running_var, weight, bias, training, share, eps);
        }

        // The share of this batch in the running statistics.
        private double Count(Tensor input)
        {
            if (input.ndim != 4) throw new ArgumentException($"expected 4D input, but got {input.ndim}D input.");
            if (training) _batches.add_(1).Dispose();
            return momentum ?? (training ? 1.0 / _batches.item<long>() : 0);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static BatchNorm2d BatchNorm2d(
                long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true,
                Device? device = null, ScalarType? dtype = null)
            {
                if (!affine || !track_running_stats) throw new NotSupportedException("BatchNorm2d without weights or running statistics is not supported.");
                return Placed(new BatchNorm2d(num_features, eps, momentum), device, dtype);
            }
        }
    }
}
