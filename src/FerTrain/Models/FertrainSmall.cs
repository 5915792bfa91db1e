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

    /// <param name="input">The input that it is built for.</param>
    /// <param name="narrow">Channels of the stem and of the blocks on its maps.</param>
    /// <param name="middle">Channels behind the first pool.</param>
    /// <param name="wide">Channels behind the second.</param>
    public FertrainSmall(ModelInput input, int narrow = 64, int middle = 128, int wide = 256) : base(nameof(FertrainSmall))
    {
        stem = new FusedSequential(
            ("conv", Conv2d(input.Channels, narrow, 5, stride: 2, padding: 2, bias: false)), // 48 → 24
            ("bn", BatchNorm2d(narrow)),
            ("relu", ReLU(inplace: true)));
        body = new FusedSequential(
            ("block1", new ResidualBlock(narrow, narrow)),
            ("block2", new ResidualBlock(narrow, narrow)),
            ("pool1", MaxPool2d(2)), // 24 → 12
            ("block3", new ResidualBlock(narrow, middle)),
            ("block4", new ResidualBlock(middle, middle)),
            ("pool2", MaxPool2d(2)), // 12 → 6
            ("block5", new ResidualBlock(middle, wide)));
        avgpool = new GlobalAveragePool2d();
        fc = Linear(wide, input.Classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        Module<Tensor, Tensor>[] layers = [stem, body, avgpool, fc];
        return layers.Aggregate(input, (value, layer) => layer.call(value)).MoveToOuterDisposeScope();
    }
}
