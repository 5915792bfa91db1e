using FerTrain.Core.Config;
using FerTrain.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models.Classic;

/// <summary>
/// The fractions of a forest's trees that vote for each class (Breiman, 2001). The nodes of all trees lie in one table, a
/// node's right child after its left one; a leaf is its own child, and no feature is above its threshold.
/// </summary>
internal sealed class RandomForest : Module<Tensor, Tensor>
{
    private readonly Tensor roots, features, thresholds, left, labels;
    private readonly int _classes;

    public RandomForest(Tensor roots, TreeNodes nodes, int classes) : base(nameof(RandomForest))
    {
        (this.roots, _classes) = (roots.DetachFromDisposeScope(), classes);
        (features, thresholds) = (nodes.Features.DetachFromDisposeScope(), nodes.Thresholds.DetachFromDisposeScope());
        (left, labels) = (nodes.Left.DetachFromDisposeScope(), nodes.Labels.DetachFromDisposeScope());
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (count, width, trees) = (input.shape[0], input.shape[1], roots.shape[0]);
        long[] starts = [.. Enumerable.Range(0, (int)count).Select(face => face * width)];
        var start = tensor(starts, [count, 1], device: input.device).expand(count, trees).reshape(-1);
        var values = input.reshape(-1);
        var node = roots.expand(count, trees).reshape(-1);
        for (var depth = 0; depth < ClassicConfig.DeepestTree; depth++)
        {
            var value = values.index_select(0, start.Plus(features.index_select(0, node)));
            var isRight = value.gt(thresholds.index_select(0, node));
            node = left.index_select(0, node).Plus(isRight.to(int64));
        }

        var votes = functional.one_hot(labels.index_select(0, node), _classes);
        return votes.view(count, trees, _classes).to(float32).mean([1]).MoveToOuterDisposeScope();
    }
}
