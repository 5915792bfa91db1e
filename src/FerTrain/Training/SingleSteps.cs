using FerTrain.Core.Config;
using FerTrain.Data;
using FerTrain.Training.Initialization;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>Trains a new network step by step, for measurements before a run.</summary>
internal sealed class SingleSteps : IDisposable
{
    private readonly TrainingParts _parts;
    private BatchLoader.EpochBatches _batches;
    private RunningMetrics _metrics;
    private int _epoch = 1;

    public SingleSteps(RunConfig config, PreparedData data, Device device, InitialWeights? initial = null)
    {
        _parts = new TrainingParts(config, data, device, fingerprint: "");
        if (initial is not null) _parts.State.Initialize(initial);
        Freezing.Train(_parts.State.Model);
        (_batches, _metrics) = Epoch();
    }

    /// <summary>Updates the weights once at a learning rate.</summary>
    /// <returns>The loss of the batch before the update; with several batches an update, of the last.</returns>
    /// <exception cref="Core.Errors.UserError">The batch does not fit into the memory.</exception>
    public double Step(double rate)
    {
        if (_metrics.Steps == _batches.Count)
        {
            Close();
            _epoch++;
            (_batches, _metrics) = Epoch();
        }

        _parts.State.Optimizer.LearningRate = rate;
        _parts.Step.Run(_batches, _metrics);
        return _metrics.LastLoss;
    }

    public void Dispose()
    {
        Close();
        _parts.Dispose();
    }

    private (BatchLoader.EpochBatches, RunningMetrics) Epoch()
    {
        var batches = _parts.Loader.Epoch(_epoch);
        return (batches, new RunningMetrics(batches, EpochProgress.None, _parts.Faces.Device));
    }

    private void Close()
    {
        _metrics.Dispose();
        _batches.Dispose();
    }
}
