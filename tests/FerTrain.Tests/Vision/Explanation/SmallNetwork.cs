using FerTrain.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Tests.Vision.Explanation;

/// <summary>Two maps of 4 x 4, written over by a ReLU in place, whose means are weighted for each class.</summary>
internal sealed class SmallNetwork : Classifier
{
    public const int Side = 6, Maps = 2, Classes = 3;

    public SmallNetwork() : base(nameof(SmallNetwork))
    {
        Convolution = Conv2d(1, Maps, 3);
        Relu = ReLU(inplace: true);
        Pool = AdaptiveAvgPool2d(1);
        Dense = Linear(Maps, Classes);
        register_module("convolution", Convolution);
        register_module("relu", Relu);
        register_module("pool", Pool);
        register_module("flatten", FlattenAll);
        register_module("dense", Dense);
        eval();
    }

    public Conv2d Convolution { get; }

    public Linear Dense { get; }

    private Module<Tensor, Tensor> Relu { get; }

    private Module<Tensor, Tensor> Pool { get; }

    private Module<Tensor, Tensor> FlattenAll { get; } = Flatten();

    public GraphLayer Layer(string name) => ModelGraph.Of(this, new ModelInput(Classes, 1, Side)).Layers.Single(layer => layer.Name == name);

    public override Tensor forward(Tensor input) =>
        Dense.call(FlattenAll.call(Pool.call(Relu.call(Convolution.call(input)))));
}
