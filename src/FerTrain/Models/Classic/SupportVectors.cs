using FerTrain.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models.Classic;

/// <summary>
/// A support vector machine with Gaussian kernel for each pair of classes (Cortes and Vapnik, 1995; Knerr et al., 1990):
/// the fraction of its pairs that each class wins. Ties are broken as scikit-learn does, by the decisions' sum, which
/// counts less than half a vote.
/// </summary>
internal sealed class SupportVectors : Module<Tensor, Tensor>
{
    private readonly Tensor vectors, coefficients, offsets, gamma;
    private readonly int _classes;

    /// <param name="vectors">Support vectors × features.</param>
    /// <param name="coefficients">Pairs × support vectors; above 0 they speak for the pair's first class.</param>
    /// <param name="offsets">Of each pair.</param>
    /// <param name="gamma">Of the kernel exp(-gamma·distance²), one number.</param>
    /// <param name="classes">Their pairs are in the order of <see cref="Pairs"/>.</param>
    public SupportVectors(Tensor vectors, Tensor coefficients, Tensor offsets, Tensor gamma, int classes) : base(nameof(SupportVectors))
    {
        (this.vectors, this.coefficients) = (vectors.DetachFromDisposeScope(), coefficients.DetachFromDisposeScope());
        (this.offsets, this.gamma, _classes) = (offsets.DetachFromDisposeScope(), gamma.DetachFromDisposeScope(), classes);
        RegisterComponents();
    }

    public static IReadOnlyList<(int First, int Second)> Pairs(int classes) =>
        [.. from first in Enumerable.Range(0, classes) from second in Enumerable.Range(first + 1, classes - first - 1) select (first, second)];

    /// <summary>N×pairs; above 0 where the first class of the pair wins.</summary>
    public Tensor Decisions(Tensor features)
    {
        using var scope = NewDisposeScope();
        var squares = features.Squared().sum([1], keepdim: true).Plus(vectors.Squared().sum([1]));
        var distances = (squares - functional.linear(features, vectors).Times(2)).relu();
        return (functional.linear((distances * gamma).Times(-1).exp(), coefficients) - offsets).MoveToOuterDisposeScope();
    }

    public override Tensor forward(Tensor features)
    {
        using var scope = NewDisposeScope();
        var decisions = Decisions(features);
        var wins = decisions.gt(zeros([1], device: decisions.device)).to(float32);
        var (first, second) = (Members(pair => pair.First, decisions.device), Members(pair => pair.Second, decisions.device));
        var votes = functional.linear(wins, first).Plus(functional.linear(wins.Complement(), second));
        var sums = functional.linear(decisions, first - second);
        return votes.Plus(sums / sums.abs().Plus(1).Times(3)).Over(_classes - 1).MoveToOuterDisposeScope();
    }

    /// <summary>Classes × pairs: 1 where the class is that one of the pair.</summary>
    private Tensor Members(Func<(int First, int Second), int> member, Device device)
    {
        var pairs = Pairs(_classes);
        var ones = new float[_classes * pairs.Count];
        for (var pair = 0; pair < pairs.Count; pair++)
            ones[member(pairs[pair]) * pairs.Count + pair] = 1;
        return tensor(ones, [_classes, pairs.Count], device: device);
    }
}
