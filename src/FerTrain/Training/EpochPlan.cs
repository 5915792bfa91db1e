using System.Collections.Immutable;
using FerTrain.Augmentation;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>
/// The order and the random changes of an epoch's images, drawn and sent to the device at once. They depend on
/// the seed and the epoch alone, so that a resumed epoch sees what the uninterrupted one saw.
/// </summary>
internal sealed class EpochPlan : IDisposable
{
    private readonly BatchSource _source;
    private readonly int _batchSize;
    private readonly int _count;
    private readonly Tensor _order;
    private readonly ImmutableArray<Tensor> _changes;
    private readonly Tensor? _drawnLabels;
    private readonly Tensor _mixing;

    public EpochPlan(BatchSource source, ImmutableArray<int> rows, int batchSize, EpochRandomness randomness)
    {
        var (order, device) = (randomness.Order(rows), source.Faces.Device);
        (_source, _batchSize, _count) = (source, batchSize, order.Length);
        _order = source.Faces.Rows(order).DetachFromDisposeScope();
        _drawnLabels = randomness.Labels(order) is { } labels ? tensor(labels, device: device).DetachFromDisposeScope() : null;
        _changes = [.. source.Input.Draw(_count, randomness.Seeds, randomness.Epoch, device).Select(table => table.DetachFromDisposeScope())];
        _mixing = source.Input.Mixing.Draw(Steps, randomness.Mixing, device).DetachFromDisposeScope();
    }

    public int Steps => Parts(_count, _batchSize);

    /// <summary>Updates of the weights, each of as many steps but perhaps the last.</summary>
    public int Updates(int accumulate) => Parts(Steps, accumulate);

    /// <summary>Images of a step; only the last may have fewer than the rest.</summary>
    public int Samples(int step) => Math.Min(_batchSize, _count - step * _batchSize);

    /// <summary>What chance decided about a step's batch; views of the epoch's tables.</summary>
    public BatchDraw Draw(int step) =>
        new(Slice(_order, step), [.. _changes.Select(table => Slice(table, step))], _drawnLabels is null ? null : Slice(_drawnLabels, step), _mixing[step]);

    public TrainingBatch Batch(int step)
    {
        using var scope = NewDisposeScope();
        return _source.Batch(Draw(step)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _order.Dispose();
        _drawnLabels?.Dispose();
        foreach (var table in _changes)
            table.Dispose();
        _mixing.Dispose();
    }

    /// <summary>In 64 bits: a size may be as large as an int, for all in one.</summary>
    private static int Parts(int whole, int size) => (int)(((long)whole + size - 1) / size);

    private Tensor Slice(Tensor tensor, int step)
    {
        var start = (long)step * _batchSize;
        return tensor.slice(0, start, start + Samples(step), 1);
    }
}
