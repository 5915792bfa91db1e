using System.Collections.Immutable;
using FerTrain.Core;

namespace FerTrain.Training;

/// <summary>What chance decides in one epoch.</summary>
internal sealed record EpochRandomness(Seeds Seeds, int Epoch)
{
    public int[] Order(ImmutableArray<int> rows)
    {
        var order = rows.ToArray();
        Seeds.Stream("order", Epoch).Shuffle<int>(order);
        return order;
    }

    /// <summary>Decides how a step's batch is mixed.</summary>
    public RandomStream Mixing(int step) => Seeds.Stream("mixing", Epoch, step);
}
