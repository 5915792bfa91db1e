using System.Collections.Immutable;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>What chance decided about one batch, on the device.</summary>
/// <param name="Rows">The faces: N of int64.</param>
/// <param name="Changes">A table of N rows for each change of the pictures.</param>
/// <param name="Labels">Drawn classes, N of int64; null where the faces' own count.</param>
/// <param name="Mixing">The numbers that decide how the batch is mixed.</param>
internal sealed record BatchDraw(Tensor Rows, ImmutableArray<Tensor> Changes, Tensor? Labels, Tensor Mixing) : IDisposable
{
    public int Count => (int)Rows.shape[0];

    private IEnumerable<Tensor> Tensors => [Rows, .. Changes, Mixing, .. Labels is null ? Array.Empty<Tensor>() : [Labels]];

    /// <summary>The same in memory of its own, which lives until it is disposed.</summary>
    public BatchDraw Copy()
    {
        return new(Own(Rows), [.. Changes.Select(Own)], Labels is null ? null : Own(Labels), Own(Mixing));

        static Tensor Own(Tensor tensor) => tensor.clone().DetachFromDisposeScope();
    }

    /// <summary>Overwrites what another batch of the same size is decided by.</summary>
    public void CopyTo(BatchDraw other)
    {
        using var scope = NewDisposeScope();
        foreach (var (own, its) in Tensors.Zip(other.Tensors))
            _ = its.copy_(own);
    }

    public void Dispose()
    {
        foreach (var tensor in Tensors)
            tensor.Dispose();
    }
}
