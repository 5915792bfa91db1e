using System.Collections.Immutable;
using FerTrain.Augmentation;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>
/// The order and the random changes of an epoch's pictures, drawn and sent to the device at once. They depend on
/// the seed and the epoch alone, so that a resumed epoch sees what the uninterrupted one saw.
/// </summary>
internal sealed class EpochPlan : IDisposable
{
    private readonly FaceTensors _faces;
    private readonly AugmentedInput _input;
    private readonly EpochRandomness _randomness;
    private readonly int _batchSize;
    private readonly int _count;
    private readonly Tensor _order;
    private readonly ImmutableArray<Tensor> _draws;
    private readonly Tensor? _drawnLabels;

    public EpochPlan(FaceTensors faces, ImmutableArray<int> rows, AugmentedInput input, int batchSize, EpochRandomness randomness)
    {
        var order = randomness.Order(rows);
        (_faces, _input, _randomness, _batchSize, _count) = (faces, input, randomness, batchSize, order.Length);
        _order = faces.Rows(order).DetachFromDisposeScope();
        _drawnLabels = randomness.Labels(order) is { } labels ? tensor(labels, device: faces.Device).DetachFromDisposeScope() : null;
        _draws = [.. input.Draw(_count, randomness.Seeds, randomness.Epoch, faces.Device).Select(table => table.DetachFromDisposeScope())];
    }

    public int Steps => (_count + _batchSize - 1) / _batchSize;

    /// <summary>Pictures of a step; only the last may have fewer than the rest.</summary>
    public int Samples(int step) => Math.Min(_batchSize, _count - step * _batchSize);

    /// <summary>Pictures scaled and augmented, and what the model should make of them.</summary>
    public TrainingBatch Batch(int step)
    {
        using var scope = NewDisposeScope();
        var rows = Slice(_order, step);
        var inputs = _input.From(_faces.Pictures.index_select(0, rows), _draws.Select(table => Slice(table, step)));
        var labels = _drawnLabels is null ? _faces.Labels.index_select(0, rows) : Slice(_drawnLabels, step);
        var shares = _drawnLabels is null ? _faces.Shares?.index_select(0, rows) : null;
        var batch = new TrainingBatch(inputs, shares ?? labels.alias(), labels); // an alias, since each of the three is moved out once
        return _input.Mixing.Mix(batch, _randomness.Mixing(step)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _order.Dispose();
        _drawnLabels?.Dispose();
        foreach (var table in _draws)
            table.Dispose();
    }

    private Tensor Slice(Tensor tensor, int step)
    {
        var start = (long)step * _batchSize;
        return tensor.slice(0, start, start + Samples(step), 1);
    }
}
