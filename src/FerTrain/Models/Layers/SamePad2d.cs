using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models.Layers;

/// <summary>The zeros that Keras's <c>same</c> puts around a square map before a strided window: the odd one goes to the far side.</summary>
internal sealed class SamePad2d(long kernel, long stride) : Module<Tensor, Tensor>(nameof(SamePad2d))
{
    public override Tensor forward(Tensor input)
    {
        var side = input.shape[^1];
        var total = Math.Max((((side + stride - 1) / stride) - 1) * stride + kernel - side, 0);
        var (near, far) = (total / 2, total - (total / 2));
        return functional.pad(input, (near, far, near, far));
    }
}
