using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models.Layers;

/// <summary>The mean of each channel: N×C×H×W to N×C.</summary>
internal sealed class GlobalAveragePool2d() : Module<Tensor, Tensor>(nameof(GlobalAveragePool2d))
{
    public override Tensor forward(Tensor input)
    {
        using var pooled = functional.adaptive_avg_pool2d(input, 1);
        return pooled.flatten(1);
    }
}
