using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Initial values, written in place without gradients; each function returns its tensor.</summary>
        public static partial class init
        {
            private static readonly Operator ClampOp = new("aten::clamp_");
            private static readonly Operator ErfinvOp = new("aten::erfinv");
            private static readonly Operator ErfOp = new("aten::erf");
            private static readonly Operator UniformOp = new("aten::uniform_");

            public enum FanInOut
            {
                FanIn,
                FanOut,
            }

            public enum NonlinearityType
            {
                Linear = 0,
                ReLU = 9,
                LeakyReLU = 10,
            }

            public static Tensor zeros_(Tensor tensor) => Quietly(tensor, t => t.zero_());

            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null) =>
                // Drawn in logical order, so that a layer gets the same numbers whatever its memory format.
                Quietly(tensor, t => t.copy_(UniformOp.Call(zeros(t.shape, t.dtype, t.device), low, high)));

            /// <summary>Glorot and Bengio, 2010: bound √(6 / (fan in + fan out)).</summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1.0)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                var bound = gain * Math.Sqrt(6.0 / (fanIn + fanOut));
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>He et al., 2015: bound gain · √(3 / fan).</summary>
            public static Tensor kaiming_uniform_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                var gain = nonlinearity switch
                {
                    NonlinearityType.Linear => 1,
                    NonlinearityType.ReLU => Math.Sqrt(2),
                    _ => Math.Sqrt(2 / (1 + a * a)),
                };
                var bound = gain * Math.Sqrt(3.0 / (mode == FanInOut.FanIn ? fanIn : fanOut));
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>A normal distribution without what lies outside [a, b], drawn by its inverse.</summary>
            public static Tensor trunc_normal_(Tensor tensor, double mean = 0.0, double std = 1.0, double a = -2.0, double b = 2.0, Generator? generator = null)
            {
                var width = std * Math.Sqrt(2);
                uniform_(tensor, Erf((a - mean) / width), Erf((b - mean) / width));
                return Quietly(tensor, t => ClampOp.Call(t.copy_(ErfinvOp.Call(t) * width + mean), a, b));
            }

            /// <summary>Inputs and outputs of one unit of out × in × kernel….</summary>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length < 2) throw new ArgumentException("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
                var field = shape.Skip(2).Aggregate(1L, (product, size) => product * size);
                return (shape[1] * field, shape[0] * field);
            }

            private static double Erf(double x)
            {
                using var scope = NewDisposeScope();
                return ErfOp.Call(torch.tensor([x], [1])).item<double>();
            }

            private static Tensor Quietly(Tensor tensor, Func<Tensor, Tensor> write)
            {
                using var quiet = no_grad();
                using var scope = NewDisposeScope();
                write(tensor);
                return tensor;
            }
        }
    }
}
