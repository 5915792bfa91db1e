using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models.Classic;

/// <summary>The projections on the directions in which training faces differ most (Pearson, 1901): N×features to N×components.</summary>
internal sealed class PrincipalComponents : Module<Tensor, Tensor>
{
    private readonly Tensor mean, directions;

    /// <param name="mean">Of the training faces, features.</param>
    /// <param name="directions">Components × features, each of length 1.</param>
    public PrincipalComponents(Tensor mean, Tensor directions) : base(nameof(PrincipalComponents))
    {
        (this.mean, this.directions) = (mean.DetachFromDisposeScope(), directions.DetachFromDisposeScope());
        RegisterComponents();
    }

    public override Tensor forward(Tensor features)
    {
        using var centred = features - mean;
        return functional.linear(centred, directions);
    }
}
