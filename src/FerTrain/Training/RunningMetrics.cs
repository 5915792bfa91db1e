using System.Collections.Immutable;
using FerTrain.Core.Errors;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>
/// Loss of each step and rows predicted right, added up on the device: reading them waits for it, so that happens
/// when somebody looks, not every step.
/// </summary>
internal sealed class RunningMetrics : IDisposable
{
    private readonly EpochPlan _plan;
    private readonly Tensor _losses;
    private readonly Tensor _correct;
    private readonly long _correctBefore;

    public RunningMetrics(EpochPlan plan, EpochProgress before, Device device)
    {
        using var scope = NewDisposeScope();
        _plan = plan;
        _losses = zeros([plan.Steps], device: device).DetachFromDisposeScope();
        _correct = zeros([], int64, device).DetachFromDisposeScope();
        _correctBefore = before.Correct;
        Done = before.Losses.Length;
        if (Done > 0) _ = _losses.slice(0, 0, Done, 1).copy_(tensor([.. before.Losses], device: device));
    }

    /// <summary>Finished steps.</summary>
    public int Done { get; private set; }

    public void Add(BatchResult result)
    {
        using var scope = NewDisposeScope();
        _ = _losses[Done].copy_(result.Loss);
        _ = _correct.add_(result.Correct);
        Done++;
    }

    /// <summary>Waits for the device and reads what has been added up.</summary>
    /// <exception cref="UserError">A step's loss is not a finite number.</exception>
    public EpochProgress Read(int epoch, double learningRate, double seconds)
    {
        using var scope = NewDisposeScope();
        ImmutableArray<float> losses = [.. _losses.slice(0, 0, Done, 1).cpu().data<float>().ToArray()];
        for (var step = 0; step < losses.Length; step++)
        {
            if (!float.IsFinite(losses[step]))
                throw Diverged("loss", losses[step], epoch, step + 1, learningRate);
        }

        return new EpochProgress(losses, _correctBefore + _correct.item<long>(), seconds);
    }

    /// <summary>Mean loss and accuracy over the finished steps, each weighted by its rows.</summary>
    public (double Loss, double Accuracy) Means(EpochProgress progress)
    {
        double lossSum = 0, samples = 0;
        for (var step = 0; step < progress.Losses.Length; step++)
        {
            lossSum += (double)progress.Losses[step] * _plan.Samples(step);
            samples += _plan.Samples(step);
        }

        return (lossSum / samples, progress.Correct / samples);
    }

    public static UserError Diverged(string what, double loss, int epoch, int step, double learningRate) => new(FormattableString.Invariant(
        $"The {what} is {loss} at epoch {epoch}, step {step}, learning rate {learningRate}. {(epoch > 1 ? "The last good checkpoint is kept; try" : "Try")} a lower optimizer.lr."));

    public void Dispose()
    {
        _losses.Dispose();
        _correct.Dispose();
    }
}
