using System.Collections.Immutable;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>What chance decided about one batch, on the device.</summary>
/// <param name="Rows">The faces: N of int64.</param>
/// <param name="Changes">A table of N rows for each change of the images.</param>
/// <param name="Labels">Drawn classes, N of int64; null where the faces' own count.</param>
/// <param name="Mixing">The numbers that decide how the batch is mixed.</param>
internal sealed record BatchDraw(Tensor Rows, ImmutableArray<Tensor> Changes, Tensor? Labels, Tensor Mixing)
{
    public int Count => (int)Rows.shape[0];
}
