using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models.Layers;

/// <summary>Two separable convolutions and a pool beside a strided 1x1 shortcut; halves the map, rounding up.</summary>
internal sealed class XceptionModule : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> shortcut, main;
    private readonly Add add;

    /// <param name="inChannels">Channels of the map that comes in.</param>
    /// <param name="outChannels">Channels of the map that is half as wide.</param>
    /// <param name="reluFirst">Whether the main path starts with a ReLU, which the shortcut goes round.</param>
    public XceptionModule(long inChannels, long outChannels, bool reluFirst = false) : base(nameof(XceptionModule))
    {
        shortcut = new FusedSequential(
            ("conv", KerasLayers.ConvWithoutBias(inChannels, outChannels, kernel: 1, stride: 2)),
            ("bn", KerasLayers.BatchNorm(outChannels)));
        (string, Module<Tensor, Tensor>)[] layers =
        [
            ("sepconv1", new SeparableConv2d(inChannels, outChannels)),
            ("bn1", KerasLayers.BatchNorm(outChannels)),
            ("relu", ReLU(inplace: true)),
            ("sepconv2", new SeparableConv2d(outChannels, outChannels)),
            ("bn2", KerasLayers.BatchNorm(outChannels)),
            ("pool", new SameMaxPool2d()),
        ];
        // Not in place: the shortcut reads the same map.
        main = new FusedSequential(reluFirst ? [("relu0", ReLU()), .. layers] : layers);
        add = new Add();
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return add.call(main.call(input), shortcut.call(input)).MoveToOuterDisposeScope();
    }
}
