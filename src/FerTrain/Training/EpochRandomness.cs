using System.Collections.Immutable;
using FerTrain.Augmentation;
using FerTrain.Core;

namespace FerTrain.Training;

/// <summary>What chance decides in one epoch.</summary>
internal sealed record EpochRandomness(Seeds Seeds, int Epoch, AffineAugmentation Augmentation)
{
    public int[] Order(ImmutableArray<int> rows)
    {
        var order = rows.ToArray();
        Seeds.Stream("order", Epoch).Shuffle<int>(order);
        return order;
    }

    /// <summary>Affine maps count×2×3, or null where pictures stay as they are.</summary>
    public float[]? Maps(int count) =>
        Augmentation.IsIdentity ? null : Augmentation.DrawMaps(count, Seeds.Stream("augment", Epoch));
}
