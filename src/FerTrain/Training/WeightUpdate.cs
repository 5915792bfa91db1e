using FerTrain.Core.Config;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>
/// One update of the weights, from what chance decided about its batches to the averaged weights. Nothing in it waits for
/// the device, so that a GPU can record it once and repeat it as one launch.
/// </summary>
internal sealed class WeightUpdate : IDisposable
{
    // So often libraries are given their memory and choose their algorithms, which cannot be recorded.
    private const int WarmUps = 3;

    private readonly RunConfig _config;
    private readonly TrainingState _state;
    private readonly BatchSource _source;
    private readonly Accelerator _accelerator;
    private readonly TrainingLoss _loss;

    private BatchDraw[] _inputs = [];
    private BatchResult[] _results = [];
    private Action? _repeat;
    private int _warmUps;

    public WeightUpdate(RunConfig config, TrainingState state, BatchSource source, Accelerator accelerator, TrainingLoss loss)
    {
        (_config, _state, _source, _accelerator, _loss) = (config, state, source, accelerator, loss);
        if (accelerator.Records) Record = accelerator.Record;
    }

    /// <summary>Turns work into its repetition; null where every update is computed by itself.</summary>
    internal Func<Action, Action>? Record { get; init; }

    /// <summary>Follows the mean gradient over the pictures of one batch or, accumulated, of several.</summary>
    public IReadOnlyList<BatchResult> Run(BatchDraw[] draws)
    {
        _state.Average?.BeforeUpdate();
        var isWhole = draws.Length == _config.Train.Accumulate && draws.All(draw => draw.Count == _config.Train.BatchSize);
        if (Record is not null && isWhole && _warmUps++ >= WarmUps) return Repeat(draws, Record);
        BatchResult[] results = [.. draws.Select(_ => BatchResult.On(_source.Faces.Device))];
        Compute(draws, results);
        return results;
    }

    public void Dispose()
    {
        foreach (var input in _inputs)
            input.Dispose();
        foreach (var result in _results)
            result.Dispose();
    }

    /// <summary>A recording knows memory, not values: it has its own for both ends.</summary>
    private BatchResult[] Repeat(BatchDraw[] draws, Func<Action, Action> record)
    {
        if (_repeat is null)
        {
            _inputs = [.. draws.Select(draw => draw.Copy())];
            _results = [.. draws.Select(_ => BatchResult.On(_source.Faces.Device).DetachFromDisposeScope())];
            _repeat = record(() => Compute(_inputs, _results));
        }

        foreach (var (draw, input) in draws.Zip(_inputs))
            draw.CopyTo(input);
        _repeat();
        return _results;
    }

    private void Compute(BatchDraw[] draws, BatchResult[] results)
    {
        var pictures = draws.Sum(draw => draw.Count);
        _state.Model.zero_grad();
        foreach (var (draw, result) in draws.Zip(results))
            AddGradient(draw, result, (double)draw.Count / pictures);
        _state.Optimizer.Step();
        _state.Average?.AfterUpdate();
    }

    private void AddGradient(BatchDraw draw, BatchResult result, double share)
    {
        using var scope = NewDisposeScope(); // one scope a batch: nothing waits for the finalizer
        var (inputs, targets, labels) = _source.Batch(draw);
        var logits = _accelerator.Logits(_state.Model, inputs);
        var loss = _loss.Of(logits, targets) + KernelPenalty.Of(_state.Model, _config.Model.L2, _source.Faces.Device);
        (loss * share).backward();
        using var quiet = no_grad();
        _ = result.Loss.copy_(loss);
        _ = result.Correct.copy_(logits.argmax(1).eq(labels).sum());
    }
}
