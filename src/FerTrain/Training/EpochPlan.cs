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
    private readonly PixelInput _input;
    private readonly int _batchSize;
    private readonly int _count;
    private readonly Tensor _order;
    private readonly Tensor? _drawnLabels;
    private readonly Tensor? _maps;

    public EpochPlan(FaceTensors faces, ImmutableArray<int> rows, PixelInput input, int batchSize, EpochRandomness randomness)
    {
        (_faces, _input, _batchSize, _count) = (faces, input, batchSize, rows.Length);
        var order = randomness.Order(rows);
        _order = faces.Rows(order).DetachFromDisposeScope();
        _drawnLabels = randomness.Labels(order) is { } labels ? tensor(labels, device: faces.Device).DetachFromDisposeScope() : null;
        _maps = randomness.Maps(rows.Length) is { } maps
            ? tensor(maps, [rows.Length, 2, 3], device: faces.Device).DetachFromDisposeScope()
            : null;
    }

    public int Steps => (_count + _batchSize - 1) / _batchSize;

    /// <summary>Pictures of a step; only the last may have fewer than the rest.</summary>
    public int Samples(int step) => Math.Min(_batchSize, _count - step * _batchSize);

    /// <summary>Pictures scaled and augmented, and what the model should make of them.</summary>
    public TrainingBatch Batch(int step)
    {
        using var scope = NewDisposeScope();
        var rows = Slice(_order, step);
        var greys = _input.Resize(_faces.Pictures.index_select(0, rows));
        if (_maps is not null) greys = AffineAugmentation.Apply(greys, Slice(_maps, step));
        var inputs = _input.Scale(_input.CentreCrop(greys));
        var labels = (_drawnLabels is null ? _faces.Labels.index_select(0, rows) : Slice(_drawnLabels, step)).MoveToOuterDisposeScope();
        var shares = _drawnLabels is null ? _faces.Shares?.index_select(0, rows).MoveToOuterDisposeScope() : null;
        return new TrainingBatch(inputs.MoveToOuterDisposeScope(), shares ?? labels, labels);
    }

    public void Dispose()
    {
        _order.Dispose();
        _drawnLabels?.Dispose();
        _maps?.Dispose();
    }

    private Tensor Slice(Tensor tensor, int step)
    {
        var start = (long)step * _batchSize;
        return tensor.slice(0, start, start + Samples(step), 1);
    }
}
