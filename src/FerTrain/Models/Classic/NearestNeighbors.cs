using FerTrain.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models.Classic;

/// <summary>The fractions of the classes among the k nearest training faces (Cover and Hart, 1967).</summary>
internal sealed class NearestNeighbors : Module<Tensor, Tensor>
{
    private readonly Tensor faces, labels, neighbors;
    private readonly int _classes;

    /// <param name="faces">Training faces × features.</param>
    /// <param name="labels">Their class numbers.</param>
    /// <param name="neighbors">How many are asked, one number.</param>
    /// <param name="classes">How many there are.</param>
    public NearestNeighbors(Tensor faces, Tensor labels, Tensor neighbors, int classes) : base(nameof(NearestNeighbors))
    {
        (this.faces, this.labels) = (faces.DetachFromDisposeScope(), labels.DetachFromDisposeScope());
        (this.neighbors, _classes) = (neighbors.DetachFromDisposeScope(), classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor features)
    {
        using var scope = NewDisposeScope();
        var asked = (int)neighbors.item<long>();
        // The part of a squared distance that is the same for all of them is left out.
        var distances = faces.Squared().sum([1]) - functional.linear(features, faces).Times(2);
        var (_, nearest) = distances.topk(asked, largest: false, sorted: false);
        var votes = functional.one_hot(labels.index_select(0, nearest.flatten()), _classes);
        return votes.view(-1, asked, _classes).to(float32).mean([1]).MoveToOuterDisposeScope();
    }
}
