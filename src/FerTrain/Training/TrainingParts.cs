using FerTrain.Augmentation;
using FerTrain.Core.Config;
using FerTrain.Data;
using FerTrain.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>What trains a network from the seed of its config: the images, the batches, the weights and the step that updates them.</summary>
internal sealed class TrainingParts : IDisposable
{
    private readonly TrainingLoss _loss;
    private readonly ConsistentTeachers? _teachers;

    /// <param name="config">The config.</param>
    /// <param name="data">The data, whose training rows fit the scaling of the images.</param>
    /// <param name="device">Where all of it is.</param>
    /// <param name="fingerprint">Identifies the data in checkpoints.</param>
    /// <param name="consistentTeachers">Teachers that label each batch.</param>
    /// <exception cref="Core.Errors.UserError">The device lacks the precision.</exception>
    public TrainingParts(RunConfig config, PreparedData data, Device device, string fingerprint, IReadOnlyList<Checkpoint>? consistentTeachers = null)
    {
        TrainStep.RequirePrecision(config.Train.Precision, device);
        _ = manual_seed(config.Train.Seed);
        cuda.manual_seed_all(config.Train.Seed);
        Faces = new FaceTensors(data, device);
        Preprocessor = new Preprocessor(ScalingFit.Fit(config.Preprocess, data.Faces.ClassNames, Faces, data.Split.NonEmptyRows(SplitName.Train)), device);
        Loader = new BatchLoader(config, data, Faces, Preprocessor);
        State = new TrainingState(config, () => ModelRegistry.Network(config.Model.Name).Create(ModelInput.Of(Preprocessor.Spec)).to(device), fingerprint);
        var classWeights = config.Data.Balance == BalanceMethod.ClassWeights ? ClassBalancer.Of(data, BalanceMethod.ClassWeights)!.Weights() : null;
        _loss = new TrainingLoss(config.Train, classWeights, device, config.Distill);
        _teachers = consistentTeachers is { Count: > 0 } ? new ConsistentTeachers(consistentTeachers, config, Preprocessor, device) : null;
        Step = new TrainStep(config, State, _loss, device, _teachers);
    }

    public FaceTensors Faces { get; }

    public Preprocessor Preprocessor { get; }

    public BatchLoader Loader { get; }

    public TrainingState State { get; }

    public TrainStep Step { get; }

    public void Dispose()
    {
        _loss.Dispose();
        _teachers?.Dispose();
        State.Dispose();
        Preprocessor.Dispose();
        Faces.Dispose();
    }
}
