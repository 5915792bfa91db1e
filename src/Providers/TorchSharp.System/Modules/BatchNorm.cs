using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Batch normalisation over each channel (Ioffe and Szegedy, 2015).</summary>
    public abstract class BatchNorm : nn.Module<Tensor, Tensor>
    {
        private protected BatchNorm(string name, long features, double eps, double momentum) : base(name)
        {
            (this.eps, this.momentum) = (eps, momentum);
            weight = new Parameter(ones([features]));
            bias = new Parameter(zeros([features]));
            running_mean = zeros([features]);
            running_var = ones([features]);
            num_batches_tracked = zeros([], int64);
            register_parameter(nameof(weight), weight);
            register_parameter(nameof(bias), bias);
            register_buffer(nameof(running_mean), running_mean);
            register_buffer(nameof(running_var), running_var);
            register_buffer(nameof(num_batches_tracked), num_batches_tracked);
        }

        public Parameter weight { get; }

        public Parameter bias { get; }

        public Tensor running_mean { get; }

        /// <summary>Running average of the unbiased estimate.</summary>
        public Tensor running_var { get; }

        public Tensor num_batches_tracked { get; }

        public double eps { get; set; }

        /// <summary>The new batch's share of the running statistics (Keras's momentum is 1 minus this); null averages all batches.</summary>
        public double? momentum { get; set; }

        public override Tensor forward(Tensor input)
        {
            ValidateInputDimensions(input);
            if (training) num_batches_tracked.add_(1).Dispose();

            var share = momentum ?? (training ? 1.0 / num_batches_tracked.item<long>() : 0);
            return nn.functional.batch_norm(input, running_mean, running_var, weight, bias, training, share, eps);
        }

        protected abstract void ValidateInputDimensions(Tensor input);
    }

    /// <summary>Over N×C or N×C×L.</summary>
    public sealed class BatchNorm1d : BatchNorm
    {
        internal BatchNorm1d(long features, double eps, double momentum) : base(nameof(BatchNorm1d), features, eps, momentum) { }

        protected override void ValidateInputDimensions(Tensor input)
        {
            if (input.ndim is not (2 or 3)) throw new ArgumentException($"expected 2D or 3D input, but got {input.ndim}D input.");
        }
    }

    /// <summary>Over N×C×H×W.</summary>
    public sealed class BatchNorm2d : BatchNorm
    {
        internal BatchNorm2d(long features, double eps, double momentum) : base(nameof(BatchNorm2d), features, eps, momentum) { }

        protected override void ValidateInputDimensions(Tensor input)
        {
            if (input.ndim != 4) throw new ArgumentException($"expected 4D input, but got {input.ndim}D input.");
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static BatchNorm1d BatchNorm1d(
                long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true,
                Device? device = null, ScalarType? dtype = null)
            {
                RequireWeightsAndStatistics(affine && track_running_stats);
                return Placed(new BatchNorm1d(num_features, eps, momentum), device, dtype);
            }

            public static BatchNorm2d BatchNorm2d(
                long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true,
                Device? device = null, ScalarType? dtype = null)
            {
                RequireWeightsAndStatistics(affine && track_running_stats);
                return Placed(new BatchNorm2d(num_features, eps, momentum), device, dtype);
            }

            private static void RequireWeightsAndStatistics(bool both)
            {
                if (!both) throw new NotSupportedException("Batch normalisation without weights or running statistics is not supported.");
            }
        }
    }
}
