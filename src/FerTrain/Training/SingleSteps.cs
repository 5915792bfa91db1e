using FerTrain.Augmentation;
using FerTrain.Core.Config;
using FerTrain.Data;
using FerTrain.Models;
using FerTrain.Training.Initialization;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>Trains a new network step by step, for measurements before a run.</summary>
internal sealed class SingleSteps : IDisposable
{
    private readonly FaceTensors _faces;
    private readonly Preprocessor _preprocessor;
    private readonly BatchLoader _loader;
    private readonly TrainingState _state;
    private readonly TrainingLoss _loss;
    private readonly TrainStep _step;
    private BatchLoader.EpochBatches _batches;
    private RunningMetrics _metrics;
    private int _epoch = 1;

    public SingleSteps(RunConfig config, PreparedData data, Device device, InitialWeights? initial = null)
    {
        TrainStep.RequirePrecision(config.Train.Precision, device);
        _ = manual_seed(config.Train.Seed);
        _faces = new FaceTensors(data, device);
        _preprocessor = new Preprocessor(ScalingFit.Fit(config.Preprocess, data.Faces.ClassNames, _faces, data.Split.NonEmptyRows(SplitName.Train)), device);
        _loader = new BatchLoader(config, data, _faces, _preprocessor);
        _state = new TrainingState(config, () => ModelRegistry.Network(config.Model.Name).Create(ModelInput.Of(_preprocessor.Spec)).to(device), "");
        _loss = new TrainingLoss(config.Train, config.Data.Balance == BalanceMethod.ClassWeights ? ClassBalancer.Of(data, BalanceMethod.ClassWeights)!.Weights() : null, device, config.Distill);
        _step = new TrainStep(config, _state, _loss, device);
        if (initial is not null) _state.Initialize(initial);
        Freezing.Train(_state.Model);
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

        _state.Optimizer.LearningRate = rate;
        _step.Run(_batches, _metrics);
        return _metrics.LastLoss;
    }

    public void Dispose()
    {
        Close();
        _loss.Dispose();
        _state.Dispose();
        _preprocessor.Dispose();
        _faces.Dispose();
    }

    private (BatchLoader.EpochBatches, RunningMetrics) Epoch()
    {
        var batches = _loader.Epoch(_epoch);
        return (batches, new RunningMetrics(batches, EpochProgress.None, _faces.Device));
    }

    private void Close()
    {
        _metrics.Dispose();
        _batches.Dispose();
    }
}
