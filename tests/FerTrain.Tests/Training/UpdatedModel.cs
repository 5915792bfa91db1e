using FerTrain.Augmentation;
using FerTrain.Core;
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
    private readonly BatchSource _source;
    private readonly TrainingLoss _loss;
    private readonly TrainStep _update;

    /// <param name="config">Of a training on drawn faces.</param>
    public UpdatedModel(RunConfig config)
    {
        OneThread.Use();
        (_config, _data) = (config, DataPreparation.Prepare(config.Data));
        _ = manual_seed(config.Train.Seed);
        _faces = new FaceTensors(_data.Faces, CPU);
        var spec = ScalingFit.Fit(config.Preprocess, _data.Faces.ClassNames, _faces, _data.Split.Train);
        _input = new Preprocessor(spec, CPU);
        _source = new BatchSource(_faces, new AugmentationPipeline(config.Augment, spec, _input));
        State = new TrainingState(config, () => ModelRegistry.Find(config.Model.Name).Create(ModelInput.Of(spec)), "");
        _loss = new TrainingLoss(config.Train, null, CPU);
        _update = new TrainStep(config, State, _source, _loss);
    }

    public TrainingState State { get; }

    /// <summary>Trains some updates of an epoch; each batch's loss and faces that were right.</summary>
    public (float Loss, long Correct)[] Train(int epoch, int updates)
    {
        var results = new List<(float, long)>();
        using var plan = new EpochPlan(_source, _data.Split.Train, _config.Train.BatchSize, new EpochRandomness(new Seeds(_config.Train.Seed), epoch));
        var size = _config.Train.AccumulationSteps;
        foreach (var steps in Enumerable.Range(0, plan.Steps).Chunk(size).Take(updates))
        {
            using var scope = NewDisposeScope();
            State.Optimizer.LearningRate = _config.Optimizer.Lr / (1 + results.Count);
            results.AddRange(_update.Run([.. steps.Select(plan.Draw)]).Select(result => (result.Loss.item<float>(), result.Correct.item<long>())));
        }

        return [.. results];
    }

    public void Dispose()
    {
        _loss.Dispose();
        State.Dispose();
        _input.Dispose();
        _faces.Dispose();
    }
}
