using System.Collections.Immutable;
using FerTrain.Core;
using FerTrain.Data;

namespace FerTrain.Training;

/// <summary>What chance decides in one epoch.</summary>
internal sealed record EpochRandomness(Seeds Seeds, int Epoch)
{
    /// <summary>The classes that rows are drawn from evenly; null goes through all rows.</summary>
    public ClassBalancer? Sampled { get; init; }

    /// <summary>Faces whose labels are drawn from their soft labels; null keeps the labels.</summary>
    public FaceSet? Voted { get; init; }

    /// <summary>Times that each row comes, one after another.</summary>
    public int Repeats { get; init; } = 1;

    public int[] Order(ImmutableArray<int> rows)
    {
        var order = OnceEach(rows, Seeds.Stream("order", Epoch));
        return Repeats == 1 ? order : [.. order.SelectMany(row => Enumerable.Repeat(row, Repeats))];
    }

    /// <summary>Decides how a step's batch is mixed.</summary>
    public RandomStream Mixing(int step) => Seeds.Stream("mixing", Epoch, step);

    /// <summary>A class for each row of an order, or null where labels are not drawn.</summary>
    public long[]? Labels(int[] order)
    {
        if (Voted is null) return null;
        var random = Seeds.Stream("labels", Epoch);
        return Array.ConvertAll(order, row => (long)random.NextIndex(Voted.SoftLabelOf(row)));
    }

    private int[] OnceEach(ImmutableArray<int> rows, RandomStream random)
    {
        if (Sampled is not null) return Sampled.Sample(random);
        var order = rows.ToArray();
        random.Shuffle<int>(order);
        return order;
    }
}
