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
        }
    }
}
