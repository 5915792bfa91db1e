using FerTrain.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models;

/// <summary>The larger sibling of Mini-Xception (Arriaga et al., arXiv:1710.07557), with the start of Xception (Chollet, 2017).</summary>
internal sealed class BigXception : Classifier
{
    private readonly Module<Tensor, Tensor> stem, body, head;

    public BigXception(ModelInput input) : base(nameof(BigXception))
    {
        stem = new FusedSequential(
            ("conv1", KerasLayers.ConvWithoutBias(input.Channels, 32, kernel: 3, stride: 2)), // 48 → 23
            ("bn1", KerasLayers.BatchNorm(32)), ("relu1", ReLU(inplace: true)),
            ("conv2", KerasLayers.ConvWithoutBias(32, 64, kernel: 3)),                        // 23 → 21
            ("bn2", KerasLayers.BatchNorm(64)), ("relu2", ReLU(inplace: true)));
        body = new FusedSequential(
            ("module1", new XceptionModule(64, 128)),                                         // 21 → 11
            ("module2", new XceptionModule(128, 256, reluFirst: true)));                      // 11 → 6
        head = new FusedSequential(("conv", KerasLayers.SameConv(256, input.Classes, kernel: 3)), ("pool", new GlobalAveragePool2d()));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var low = stem.call(input);
        using var high = body.call(low);
        return head.call(high);
    }
}
