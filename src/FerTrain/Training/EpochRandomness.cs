using System.Collections.Immutable;
using FerTrain.Core;
using FerTrain.Data;

namespace FerTrain.Training;

/// <summary>What chance decides in one epoch.</summary>
internal sealed record EpochRandomness(Seeds Seeds, int Epoch)
{
    /// <summary>The classes that rows are drawn from evenly; null goes through all rows.</summary>
    public ClassRows? Sampled { get; init; }

    /// <summary>Faces whose labels are drawn from their shares; null keeps the labels.</summary>
    public FaceSet? Voted { get; init; }

    public int[] Order(ImmutableArray<int> rows)
    {
        var random = Seeds.Stream("order", Epoch);
        if (Sampled is not null) return Sampled.Draw(random);
        var order = rows.ToArray();
        random.Shuffle<int>(order);
        return order;
    }

    /// <summary>Decides how a step's batch is mixed.</summary>
    public RandomStream Mixing(int step) => Seeds.Stream("mixing", Epoch, step);

    /// <summary>A class for each row of an order, or null where labels are not drawn.</summary>
    public long[]? Labels(int[] order)
    {
        if (Voted is null) return null;
        var random = Seeds.Stream("labels", Epoch);
        return Array.ConvertAll(order, row => (long)random.NextIndex(Voted.SharesOf(row)));
    }
}
