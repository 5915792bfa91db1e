using FerTrain.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models;

/// <summary>
/// FerTrain's own network, made for training on processors: a 5x5 stem halves the map at once, and behind it all convolutions but the
/// shortcuts are 3x3 without stride, in basic blocks (He et al., arXiv:1512.03385) with max pools between them.
/// </summary>
internal sealed class FertrainSmall : Classifier
{
    private readonly Module<Tensor, Tensor> stem, body, avgpool, fc;

    public FertrainSmall(ModelInput input) : base(nameof(FertrainSmall))
    {
        stem = new FusedSequential(
            ("conv", Conv2d(input.Channels, 64, 5, stride: 2, padding: 2, bias: false)), // 40 → 20
            ("bn", BatchNorm2d(64)),
            ("relu", ReLU(inplace: true)));
        body = new FusedSequential(
            ("block1", new ResidualBlock(64, 64)),
            ("block2", new ResidualBlock(64, 64)),
            ("pool1", MaxPool2d(2)), // 20 → 10
            ("block3", new ResidualBlock(64, 128)),
            ("block4", new ResidualBlock(128, 128)),
            ("pool2", MaxPool2d(2)), // 10 → 5
            ("block5", new ResidualBlock(128, 256)));
        avgpool = new GlobalAveragePool2d();
        fc = Linear(256, input.Classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        Module<Tensor, Tensor>[] layers = [stem, body, avgpool, fc];
        return layers.Aggregate(input, (value, layer) => layer.call(value)).MoveToOuterDisposeScope();
    }
}
