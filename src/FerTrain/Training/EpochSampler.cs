using System.Collections.Immutable;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Data;

namespace FerTrain.Training;

/// <summary>
/// Decides which rows an epoch trains on, in which order and with which labels. All of it depends on the seed and the epoch
/// alone, so a resumed epoch sees what an uninterrupted one sees.
/// </summary>
internal sealed class EpochSampler
{
    private readonly ImmutableArray<int> _rows;
    private readonly int _repeats;
    private readonly ClassBalancer? _balanced;
    private readonly FaceSet? _voted;

    public EpochSampler(RunConfig config, PreparedData data)
    {
        (Seeds, _rows, _repeats) = (new Seeds(config.Train.Seed), data.Split.NonEmptyRows(SplitName.Train), config.Augment.Repeats);
        _balanced = config.Data.Balance == BalanceMethod.Sampler ? ClassBalancer.Of(data, BalanceMethod.Sampler) : null;
        _voted = config.Data.FerplusLabels == FerPlusLabels.Probabilities && data.Faces.SoftLabels is not null ? data.Faces : null;
    }

    public Seeds Seeds { get; }

    /// <summary>The rows of an epoch, each as often in succession as <c>augment.repeats</c> says.</summary>
    public int[] Order(int epoch)
    {
        var order = OnceEach(Seeds.Stream("order", epoch));
        return _repeats == 1 ? order : [.. order.SelectMany(row => Enumerable.Repeat(row, _repeats))];
    }

    /// <summary>A class for each row of an order, sampled from its soft label; null where the data's own labels count.</summary>
    public long[]? Labels(int epoch, int[] order)
    {
        if (_voted is null) return null;
        var random = Seeds.Stream("labels", epoch);
        return Array.ConvertAll(order, row => (long)random.NextIndex(_voted.SoftLabelOf(row)));
    }

    private int[] OnceEach(RandomStream random)
    {
        if (_balanced is not null) return _balanced.Sample(random);
        var order = _rows.ToArray();
        random.Shuffle<int>(order);
        return order;
    }
}
