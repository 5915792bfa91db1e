using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models.Layers;

/// <summary>ResNet's basic block (He et al., arXiv:1512.03385) under torchvision's names: two 3x3 convolutions beside a shortcut.</summary>
internal sealed class ResidualBlock : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> conv1, bn1, relu1, conv2, bn2, relu2;
    private readonly Module<Tensor, Tensor>? downsample;
    private readonly Add add;

    /// <param name="inChannels">Channels of the map that comes in.</param>
    /// <param name="width">Channels of the map that goes out; the shortcut is a 1x1 convolution where they differ.</param>
    /// <param name="stride">Of the first convolution and the shortcut.</param>
    public ResidualBlock(long inChannels, long width, long stride = 1) : base(nameof(ResidualBlock))
    {
        conv1 = Conv2d(inChannels, width, 3, stride: stride, padding: 1, bias: false);
        bn1 = BatchNorm2d(width);
        relu1 = ReLU(inplace: true);
        conv2 = Conv2d(width, width, 3, padding: 1, bias: false);
        bn2 = BatchNorm2d(width);
        relu2 = ReLU(inplace: true);
        if (inChannels != width)
            downsample = new FusedSequential(("0", Conv2d(inChannels, width, 1, stride: stride, bias: false)), ("1", BatchNorm2d(width)));
        add = new Add();
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var main = FusedSequential.Run([conv1, bn1, relu1, conv2, bn2], input);
        return relu2.call(add.call(main, downsample is null ? input : downsample.call(input))).MoveToOuterDisposeScope();
    }
}
