using FerTrain.Augmentation;
using FerTrain.Core.Config;
using FerTrain.Data;
using FerTrain.Models;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain.Tests.Training;

/// <summary>The parts of a training up to its updates of the weights, to look at them alone.</summary>
internal sealed class UpdatedModel : IDisposable
{
    private readonly RunConfig _config;
    private readonly PreparedData _data;
    private readonly FaceTensors _faces;
    private readonly Preprocessor _input;
    private readonly BatchLoader _loader;
    private readonly TrainingLoss _loss;
    private readonly TrainStep _step;

    /// <param name="config">Of a training on synthetic faces.</param>
    public UpdatedModel(RunConfig config)
    {
        OneThread.Use();
        (_config, _data) = (config, DataPreparation.Prepare(config.Data));
        _ = manual_seed(config.Train.Seed);
        _faces = new FaceTensors(_data.Faces, CPU);
        var spec = ScalingFit.Fit(config.Preprocess, _data.Faces.ClassNames, _faces, _data.Split.Train);
        _input = new Preprocessor(spec, CPU);
        _loader = new BatchLoader(config, _data, _faces, _input);
        State = new TrainingState(config, () => ModelRegistry.Network(config.Model.Name).Create(ModelInput.Of(spec)), "");
        _loss = new TrainingLoss(config.Train, null, CPU);
        _step = new TrainStep(config, State, _loss, CPU);
    }

    public TrainingState State { get; }

    public BatchLoader.EpochBatches Batches(int epoch) => _loader.Epoch(epoch);

    /// <summary>Trains some updates of an epoch; the loss of each batch, and how many of their images are classified correctly.</summary>
    public EpochProgress Train(int epoch, int updates)
    {
        using var batches = _loader.Epoch(epoch);
        using var metrics = new RunningMetrics(batches, EpochProgress.None, CPU);
        for (var update = 0; update < Math.Min(updates, batches.Updates(_config.Train.AccumulationSteps)); update++)
        {
            State.Optimizer.LearningRate = _config.Optimizer.Lr / (1 + update);
            _step.Run(batches, metrics);
        }

        return metrics.Read(epoch, _config.Optimizer.Lr);
    }

    public void Dispose()
    {
        _loss.Dispose();
        State.Dispose();
        _input.Dispose();
        _faces.Dispose();
    }
}
