using FerTrain.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models;

/// <summary>A classifier whose layers stand in one row.</summary>
internal abstract class SequentialClassifier : Classifier
{
    private readonly Module<Tensor, Tensor> layers;

    private protected SequentialClassifier(string name, LayerStack stack) : base(name)
    {
        layers = stack.Build();
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => layers.call(input);
}
