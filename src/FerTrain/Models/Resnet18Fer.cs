using FerTrain.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models;

/// <summary>
/// ResNet-18 (He et al., arXiv:1512.03385) with the start that it has for CIFAR's small images: 3x3 without stride, and no
/// max pool. Its state has the names of torchvision's <c>resnet18</c>, whose <c>conv1</c> and <c>fc</c> are of other shapes:
/// <c>init.partial</c> takes the rest.
/// </summary>
internal sealed class Resnet18Fer : Classifier
{
    private readonly Module<Tensor, Tensor> conv1, bn1, relu, layer1, layer2, layer3, layer4, avgpool, fc;

    public Resnet18Fer(ModelInput input) : base(nameof(Resnet18Fer))
    {
        conv1 = Conv2d(input.Channels, 64, 3, padding: 1, bias: false);
        bn1 = BatchNorm2d(64);
        relu = ReLU(inplace: true);
        layer1 = Stage(64, 64, stride: 1);   // 40
        layer2 = Stage(64, 128, stride: 2);  // 40 → 20
        layer3 = Stage(128, 256, stride: 2); // 20 → 10
        layer4 = Stage(256, 512, stride: 2); // 10 → 5
        avgpool = new GlobalAveragePool2d();
        fc = Linear(512, input.Classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        Module<Tensor, Tensor>[] layers = [conv1, bn1, relu, layer1, layer2, layer3, layer4, avgpool, fc];
        return layers.Aggregate(input, (value, layer) => layer.call(value)).MoveToOuterDisposeScope();
    }

    private static Module<Tensor, Tensor> Stage(long inChannels, long width, long stride) => new FusedSequential(
        ("0", new ResidualBlock(inChannels, width, stride)),
        ("1", new ResidualBlock(width, width)));
}
