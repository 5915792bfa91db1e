using FerTrain.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models;

/// <summary>The VGG of Khaireddin and Chen (2021, arXiv:2105.03588), with torch's own initialisation and batch normalisation.</summary>
internal sealed class VggFer : Classifier
{
    private const int Hidden = 4096;
    private const double Dropped = 0.2;

    private readonly Module<Tensor, Tensor> features, classifier;

    public VggFer(ModelInput input) : base(nameof(VggFer))
    {
        features = new FusedSequential(
            ("stage1", Stage(input.Channels, 64)), // 40 → 20
            ("stage2", Stage(64, 128)),            // 20 → 10
            ("stage3", Stage(128, 256)),           // 10 → 5
            ("stage4", Stage(256, 512)));          //  5 → 2
        var side = input.Size / 16;
        classifier = new FusedSequential(
            ("flatten", Flatten()),
            ("dense1", Linear(512 * side * side, Hidden)), ("drop1", Dropout(Dropped)), ("relu1", ReLU(inplace: true)),
            ("dense2", Linear(Hidden, Hidden)), ("drop2", Dropout(Dropped)), ("relu2", ReLU(inplace: true)),
            ("dense3", Linear(Hidden, input.Classes)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var maps = features.call(input);
        return classifier.call(maps);
    }

    private static Module<Tensor, Tensor> Stage(long inChannels, long width) => new FusedSequential(
        ("conv1", Conv2d(inChannels, width, 3, padding: 1)), ("bn1", BatchNorm2d(width)), ("relu1", ReLU(inplace: true)),
        ("conv2", Conv2d(width, width, 3, padding: 1)), ("bn2", BatchNorm2d(width)), ("relu2", ReLU(inplace: true)),
        ("pool", MaxPool2d(2)));
}
