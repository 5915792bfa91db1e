using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using FerTrain.Core;
using FerTrain.Core.Archive;
using FerTrain.Core.Errors;
using FerTrain.Torch;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>
/// Loss and accuracy of an epoch so far. They accumulate on the device: reading them waits for it, so that happens only when
/// somebody looks, not every step.
/// </summary>
internal sealed class RunningMetrics : IDisposable
{
    private readonly BatchLoader.EpochBatches _batches;
    private readonly EpochProgress _before;
    private readonly Tensor _losses, _correct;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _lastLook;

    /// <param name="batches">The epoch's batches.</param>
    /// <param name="before">What an interrupted run has done of this epoch already.</param>
    /// <param name="device">Where the metrics accumulate.</param>
    public RunningMetrics(BatchLoader.EpochBatches batches, EpochProgress before, Device device)
    {
        using var scope = NewDisposeScope();
        (_batches, _before, Steps) = (batches, before, before.Losses.Length);
        _losses = zeros([batches.Count], device: device).DetachFromDisposeScope();
        _correct = zeros([], int64, device).DetachFromDisposeScope();
        if (Steps > 0) _ = _losses.slice(0, 0, Steps, 1).copy_(tensor([.. before.Losses], device: device));
    }

    /// <summary>The finished steps, one a batch.</summary>
    public int Steps { get; private set; }

    /// <summary>The time of the epoch, with what an interrupted run has spent on it.</summary>
    public double Seconds => _before.Seconds + _watch.Elapsed.TotalSeconds;

    /// <summary>Waits for the device and reads the loss of the last step, which need not be finite.</summary>
    public double LastLoss
    {
        get
        {
            using var scope = NewDisposeScope();
            return _losses[Steps - 1].item<float>();
        }
    }

    /// <summary>Adds a step: its loss, and how many of its images are classified correctly.</summary>
    public void Add(Tensor loss, Tensor correct)
    {
        using var scope = NewDisposeScope();
        _ = _losses[Steps].copy_(loss);
        _ = _correct.Accumulate(correct);
        Steps++;
    }

    /// <summary>Whether the interval has passed since it last answered true.</summary>
    public bool IsDue(TimeSpan interval)
    {
        if (_watch.Elapsed - _lastLook < interval) return false;
        _lastLook = _watch.Elapsed;
        return true;
    }

    /// <summary>Waits for the device and reads what has accumulated.</summary>
    /// <exception cref="UserError">The loss of a step is not a finite number.</exception>
    public EpochProgress Read(int epoch, double learningRate)
    {
        using var scope = NewDisposeScope();
        ImmutableArray<float> losses = [.. _losses.slice(0, 0, Steps, 1).cpu().data<float>().ToArray()];
        for (var step = 0; step < losses.Length; step++)
        {
            if (!float.IsFinite(losses[step]))
                throw Diverged("loss", losses[step], epoch, step + 1, learningRate);
        }

        return new EpochProgress(losses, _before.Correct + _correct.item<long>(), Seconds);
    }

    /// <summary>Mean loss and accuracy over the finished steps, each weighted by its images.</summary>
    public (double Loss, double Accuracy) Means(EpochProgress progress)
    {
        double lossSum = 0, images = 0;
        for (var step = 0; step < progress.Losses.Length; step++)
        {
            lossSum += (double)progress.Losses[step] * _batches.Images(step);
            images += _batches.Images(step);
        }

        return (lossSum / images, progress.Correct / images);
    }

    public static UserError Diverged(string what, double loss, int epoch, int step, double learningRate) => new(FormattableString.Invariant(
        $"The {what} is {loss} at epoch {epoch}, step {step}, learning rate {NumberText.Of(learningRate)}. {(epoch > 1 ? "The last good checkpoint is kept; try" : "Try")} a lower optimizer.lr."));

    public void Dispose()
    {
        _losses.Dispose();
        _correct.Dispose();
    }
}

/// <summary>The finished steps of an epoch that is not over, as a checkpoint keeps them.</summary>
/// <param name="Losses">The loss of each finished step.</param>
/// <param name="Correct">How many of their images are classified correctly.</param>
/// <param name="Seconds">The time they took.</param>
internal sealed record EpochProgress(ImmutableArray<float> Losses, long Correct, double Seconds)
{
    public static EpochProgress None { get; } = new([], 0, 0);

    public OrderedDictionary<object, object?> Store() => new()
    {
        ["step"] = (long)Losses.Length,
        ["losses"] = new StoredTensor(ElementType.Float32, [Losses.Length], MemoryMarshal.AsBytes(Losses.AsSpan()).ToArray()),
        ["correct"] = Correct,
        ["seconds"] = TensorStorage.Store(Seconds),
    };

    public static EpochProgress Read(CheckpointMap values) => new(
        [.. MemoryMarshal.Cast<byte, float>(values.Tensor("losses").Bytes.Span)], values.Get<long>("correct"), values.Double("seconds"));
}
