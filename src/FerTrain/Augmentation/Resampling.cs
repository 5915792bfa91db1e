using FerTrain.Core.Config;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Augmentation;

/// <summary>
/// Bilinear resampling beyond the border of an image. A constant fill and a wrap interpolate across the border, as
/// SciPy's modes grid-constant and grid-wrap do.
/// </summary>
internal static class Resampling
{
    /// <summary>Images N×1×S×S at the places N×H×W×2, from -1 to 1 over the image.</summary>
    public static Tensor Sample(Tensor images, Tensor grid, FillMode fill, double fillValue)
    {
        using var scope = NewDisposeScope();
        var sampled = fill switch
        {
            FillMode.Nearest => Sample(images, grid, GridSamplePaddingMode.Border),
            FillMode.Reflect => Sample(images, grid, GridSamplePaddingMode.Reflection),
            FillMode.Constant => Sample(images - fillValue, grid, GridSamplePaddingMode.Zeros).add_(fillValue),
            FillMode.Wrap => SampleWrapped(images, grid),
            _ => throw new ArgumentOutOfRangeException(nameof(fill), fill, null),
        };
        return sampled.MoveToOuterDisposeScope();
    }

    private static Tensor Sample(Tensor images, Tensor grid, GridSamplePaddingMode border) =>
        functional.grid_sample(images, grid, GridSampleMode.Bilinear, border, align_corners: false);

    private static Tensor SampleWrapped(Tensor images, Tensor grid)
    {
        var side = images.shape[^1];
        var padded = functional.pad(images, (0, 1, 0, 1), PaddingModes.Circular); // the last pixel's neighbour is the first
        var pixels = ((grid + 1) * (side / 2.0) - 0.5).remainder(side);
        return Sample(padded, (pixels + 0.5) * (2.0 / (side + 1)) - 1, GridSamplePaddingMode.Border);
    }
}
