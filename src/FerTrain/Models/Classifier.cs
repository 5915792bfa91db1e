using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models;

/// <summary>A network from faces N×channels×H×W to class logits N×classes.</summary>
internal abstract class Classifier(string name) : Module<Tensor, Tensor>(name)
{
    /// <summary>The kernels whose squared norm the published model adds to its loss.</summary>
    public virtual IEnumerable<Parameter> RegularizedKernels => [];

    /// <summary>Gives this model's name of a weight that a well-known state dict of the architecture calls <paramref name="published"/>.</summary>
    public virtual string NameOf(string published) => published;
}
