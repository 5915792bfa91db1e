using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator BilinearOp = new("aten::upsample_bilinear2d", "vec");
            private static readonly Operator GridSampleOp = new("aten::grid_sampler");
            private static readonly Operator OneHotOp = new("aten::one_hot");
            private static readonly Operator PadOp = new("aten::pad");

            /// <summary>Pictures at the places N×H×W×2, given as (x, y) in [-1, 1].</summary>
            public static Tensor grid_sample(
                Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear,
                GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null)
            {
                var border = padding_mode switch { GridSamplePaddingMode.Zeros => 0L, GridSamplePaddingMode.Border => 1L, _ => 2L };
                return GridSampleOp.Call(input, grid, mode == GridSampleMode.Bilinear ? 0L : 1L, border, align_corners ?? false);
            }

            public static Tensor interpolate(
                Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest,
                bool? align_corners = null, bool recompute_scale_factor = false, bool antialias = false)
            {
                if (mode != InterpolationMode.Bilinear || antialias)
                    throw new NotSupportedException("Only plain bilinear interpolation is supported.");
                return BilinearOp.Call(x, size, align_corners ?? false, scale_factor);
            }

            public static Tensor one_hot(Tensor x, long num_classes = -1)
            {
                if (x.dtype != ScalarType.Int64) throw new ArgumentException("OneHot input tensor must have elements of type Int64");
                return OneHotOp.Call(x, num_classes);
            }

            /// <summary>Adds to the last dimension before and after, then to the one before it.</summary>
            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                PadOp.Call(input, new[] { pad.Item1, pad.Item2, pad.Item3, pad.Item4 }, $"{mode}".ToLowerInvariant(), value);
        }
    }
}
