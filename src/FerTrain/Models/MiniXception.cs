using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models;

/// <summary>Mini-Xception (Arriaga et al., arXiv:1710.07557): grey faces in, class logits out, no dense layer.</summary>
public sealed class MiniXception : Classifier
{
    private readonly Conv2d conv1, conv2;
    private readonly Module<Tensor, Tensor> stem, body, head;

    public MiniXception(int classes) : base(nameof(MiniXception))
    {
        conv1 = KerasLayers.ConvWithoutBias(1, 8, kernel: 3);
        conv2 = KerasLayers.ConvWithoutBias(8, 8, kernel: 3);
        stem = Sequential( // 48 → 46 → 44
            ("conv1", conv1), ("bn1", KerasLayers.BatchNorm(8)), ("relu1", ReLU(inplace: true)),
            ("conv2", conv2), ("bn2", KerasLayers.BatchNorm(8)), ("relu2", ReLU(inplace: true)));
        body = Sequential(
            ("module1", new XceptionModule(8, 16)),    // 44 → 22
            ("module2", new XceptionModule(16, 32)),   // 22 → 11
            ("module3", new XceptionModule(32, 64)),   // 11 → 6
            ("module4", new XceptionModule(64, 128))); //  6 → 3
        head = Sequential(("conv", KerasLayers.SameConv(128, classes, kernel: 3)), ("pool", AdaptiveAvgPool2d(1)), ("flatten", Flatten()));
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
