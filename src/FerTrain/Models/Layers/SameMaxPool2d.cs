using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models.Layers;

/// <summary>
/// Keras's 3x3 max pool with stride 2 and <c>same</c> padding. Keras pads an odd map on both sides and an even one
/// on the far side only; torch's ceil mode does the latter without a padded copy.
/// </summary>
public sealed class SameMaxPool2d() : Module<Tensor, Tensor>(nameof(SameMaxPool2d))
{
    public override Tensor forward(Tensor input) => input.shape[^1] % 2 == 0
        ? functional.max_pool2d(input, 3, stride: 2, ceil_mode: true)
        : functional.max_pool2d(input, 3, stride: 2, padding: 1);
}
