using FerTrain.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models;

/// <summary>Mini-Xception (Arriaga et al., arXiv:1710.07557): grey faces in, class logits out, no dense layer.</summary>
internal sealed class MiniXception : Classifier
{
    private readonly Conv2d conv1, conv2;
    private readonly Module<Tensor, Tensor> stem, body, head;

    /// <param name="input">The input that it is built for.</param>
    /// <param name="stemWidth">Channels of the two plain convolutions.</param>
    /// <param name="bodyWidth">Channels of the first residual module; each of the next three has twice as many.</param>
    public MiniXception(ModelInput input, int stemWidth = 8, int bodyWidth = 16) : base(nameof(MiniXception))
    {
        conv1 = KerasLayers.ConvWithoutBias(input.Channels, stemWidth, kernel: 3);
        conv2 = KerasLayers.ConvWithoutBias(stemWidth, stemWidth, kernel: 3);
        stem = new FusedSequential( // 48 → 46 → 44
            ("conv1", conv1), ("bn1", KerasLayers.BatchNorm(stemWidth)), ("relu1", ReLU(inplace: true)),
            ("conv2", conv2), ("bn2", KerasLayers.BatchNorm(stemWidth)), ("relu2", ReLU(inplace: true)));
        body = new FusedSequential(
            ("module1", new XceptionModule(stemWidth, bodyWidth)),         // 44 → 22
            ("module2", new XceptionModule(bodyWidth, 2 * bodyWidth)),     // 22 → 11
            ("module3", new XceptionModule(2 * bodyWidth, 4 * bodyWidth)), // 11 → 6
            ("module4", new XceptionModule(4 * bodyWidth, 8 * bodyWidth))); // 6 → 3
        head = new FusedSequential(("conv", KerasLayers.SameConv(8 * bodyWidth, input.Classes, kernel: 3)), ("pool", new GlobalAveragePool2d()));
        register_module(nameof(stem), stem);
        register_module(nameof(body), body);
        register_module(nameof(head), head);
    }

    public override IEnumerable<Parameter> RegularizedKernels => [conv1.weight, conv2.weight];

    public override Tensor forward(Tensor input)
    {
        using var low = stem.call(input);
        using var high = body.call(low);
        return head.call(high);
    }
}
