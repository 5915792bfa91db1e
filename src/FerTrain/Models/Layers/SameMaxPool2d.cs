using FerTrain.Torch.Loops;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models.Layers;

/// <summary>
/// Keras's 3x3 max pool with stride 2 and <c>same</c> padding. Keras pads an odd map on both sides and an even one
/// on the far side only; torch's ceil mode does the latter without a padded copy.
/// </summary>
internal sealed class SameMaxPool2d() : Module<Tensor, Tensor>(nameof(SameMaxPool2d))
{
    internal const int Kernel = 3, Stride = 2;

    /// <summary>Gives the pixels before a map of this side; an even one gets its padding behind it alone.</summary>
    internal static int PaddingBefore(long side) => (int)(side % 2);

    public override Tensor forward(Tensor input)
    {
        var padding = PaddingBefore(input.shape[^1]);
        var isEven = padding == 0;
        return training && MaxPoolLoop.Fits(input, Kernel)
            ? MaxPoolLoop.Apply(input, Kernel, Stride, padding, ceil: isEven)
            : functional.max_pool2d(input, Kernel, Stride, padding, ceil_mode: isEven);
    }
}
