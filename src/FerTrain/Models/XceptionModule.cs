using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models;

/// <summary>Two separable convolutions and a pool beside a strided 1x1 shortcut; halves the map, rounding up.</summary>
public sealed class XceptionModule : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> shortcut, main;

    public XceptionModule(long inChannels, long outChannels) : base(nameof(XceptionModule))
    {
        shortcut = Sequential(
            ("conv", KerasLayers.ConvWithoutBias(inChannels, outChannels, kernel: 1, stride: 2)),
            ("bn", KerasLayers.BatchNorm(outChannels)));
        main = Sequential(
            ("sepconv1", new SeparableConv2d(inChannels, outChannels)),
            ("bn1", KerasLayers.BatchNorm(outChannels)),
            ("relu", ReLU(inplace: true)),
            ("sepconv2", new SeparableConv2d(outChannels, outChannels)),
            ("bn2", KerasLayers.BatchNorm(outChannels)),
            ("pool", new SameMaxPool2d()));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var residual = shortcut.call(input);
        using var pooled = main.call(input);
        return pooled.add_(residual);
    }
}
