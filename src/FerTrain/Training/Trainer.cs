using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Models;
using FerTrain.Training.Initialization;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>Trains one model into a run directory: best.pt, last.pt and metrics.csv after each epoch.</summary>
public sealed class Trainer : ITrainer
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(0.1);

    private readonly RunConfig _config;
    private readonly ImmutableArray<int> _train, _val;
    private readonly RunDirectory _run;
    private readonly IProgress<TrainingEvent> _progress;
    private readonly Preprocessing _spec;
    private readonly Seeds _seeds;
    private readonly FaceTensors _faces;
    private readonly Preprocessor _input;
    private readonly BatchSource _source;
    private readonly TrainingState _state;
    private readonly TrainingLoss _loss;
    private readonly TrainStep _update;
    private readonly ClassBalancer? _sampled;
    private readonly FaceSet? _voted;

    public Trainer(RunConfig config, PreparedData data, RunDirectory run, Device device, IProgress<TrainingEvent> progress)
    {
        (_config, _run, _progress) = (config, run, progress);
        (_train, _val) = (data.Split.NonEmptyRows(SplitName.Train), data.Split.NonEmptyRows(SplitName.Val));
        TrainStep.RequirePrecision(config.Train.Precision, device);
        _seeds = new Seeds(config.Train.Seed);
        _ = manual_seed(config.Train.Seed);
        cuda.manual_seed_all(config.Train.Seed);
        _faces = new FaceTensors(data.Faces, device);
        _spec = ScalingFit.Fit(config.Preprocess, data.Faces.ClassNames, _faces, _train);
        _input = new Preprocessor(_spec, device);
        _source = new BatchSource(_faces, new AugmentationPipeline(config.Augment, _spec, _input));
        _state = new TrainingState(config, CreateModel, Training.DataFingerprint.Of(data));
        var classes = ClassBalancer.Of(data, config.Data.Balance);
        _loss = new TrainingLoss(config.Train, config.Data.Balance == BalanceMethod.ClassWeights ? classes?.Weights() : null, device);
        _update = new TrainStep(config, _state, _source, _loss);
        _sampled = config.Data.Balance == BalanceMethod.Sampler ? classes : null;
        _voted = config.Data.FerplusLabels == FerPlusLabels.Probabilities && data.Faces.SoftLabels is not null ? data.Faces : null;

        Classifier CreateModel() => ModelRegistry.Find(config.Model.Name).Create(ModelInput.Of(_spec)).to(device);
    }

    /// <summary>Of the data that this trains on.</summary>
    public string DataFingerprint => _state.DataFingerprint;

    public ParameterCounts Parameters => ParameterCounts.Of(_state.Model);

    ParameterCounts? ITrainer.Parameters => Parameters;

    /// <summary>The one that comes next, counted from 1.</summary>
    public int Epoch => _state.History.Count + 1;

    /// <summary>Starts from these weights, not from those that the seed drew.</summary>
    public void Initialize(InitialWeights weights) => _state.Initialize(weights);

    /// <summary>Goes on where the checkpoint was written.</summary>
    /// <exception cref="UserError">It is of another model, other data, or damaged.</exception>
    public void Resume(Checkpoint checkpoint)
    {
        _state.Load(checkpoint);
        if (_state.History.Count > _config.Train.Epochs)
            throw new UserError($"train.epochs={_config.Train.Epochs}: {checkpoint.Path} has {_state.History.Count} epochs behind it. Accepted: as many or more.");
        if (Path.GetFullPath(checkpoint.Path) != Path.GetFullPath(_run.LastCheckpoint)) Save(_run.LastCheckpoint);
    }

    /// <summary>What the first step of the run trains on. Looking at it changes nothing that chance decides.</summary>
    public BatchPreview FirstBatch()
    {
        using var scope = NewDisposeScope();
        using var plan = Plan(epoch: 1);
        return BatchPreview.Of(plan.Batch(0), _spec.ClassNames.Count);
    }

    /// <summary>Trains until the last epoch or an early stop.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; last.pt holds the finished steps.</exception>
    /// <exception cref="UserError">The loss is not finite, or the run directory can't be written.</exception>
    public TrainingResult Run(CancellationToken cancel)
    {
        while (Epoch <= _config.Train.Epochs && !_state.EarlyStopping.IsOver)
        {
            TrainEpoch(cancel);
        }

        if (_state.EarlyStopping.IsOver) StopEarly();
        return new TrainingResult(_state.History, BestEpoch(), _state.EarlyStopping.IsOver ? StopReason.EarlyStopping : StopReason.LastEpoch);
    }

    public void Dispose()
    {
        _loss.Dispose();
        _state.Dispose();
        _input.Dispose();
        _faces.Dispose();
    }

    private EpochPlan Plan(int epoch)
    {
        var randomness = new EpochRandomness(_seeds, epoch) { Repeats = _config.Augment.Repeats, Sampled = _sampled, Voted = _voted };
        return new EpochPlan(_source, _train, _config.Train.BatchSize, randomness);
    }

    private void TrainEpoch(CancellationToken cancel)
    {
        using var plan = Plan(Epoch);
        using var tally = new RunningMetrics(plan, _state.Progress, _faces.Device);
        var clock = new EpochClock(_state.Progress.Seconds);
        Freezing.Train(_state.Model);
        while (tally.Done < plan.Steps)
        {
            UpdateWeights(plan, tally);
            if (clock.IsDue(ReportInterval)) Report(plan, tally, clock);
            if (cancel.IsCancellationRequested)
            {
                _state.Progress = tally.Read(Epoch, _state.Optimizer.LearningRate, clock.Seconds);
                Save(_run.LastCheckpoint);
                throw new OperationCanceledException(cancel);
            }
        }

        FinishEpoch(plan.Steps, tally, clock);
    }

    private void UpdateWeights(EpochPlan plan, RunningMetrics tally)
    {
        using var scope = NewDisposeScope();
        var accumulate = _config.Train.AccumulationSteps;
        var batches = Math.Min(accumulate, plan.Steps - tally.Done);
        var updatesPerEpoch = plan.Updates(accumulate);
        // TorchSharp cannot save a GPU's generator, so each update has a seed of its own there, and a resumed run goes on exactly.
        if (_faces.Device.type == DeviceType.CUDA) cuda.manual_seed_all(_seeds.Stream("gpu", Epoch, tally.Done).NextInt(int.MaxValue));
        _state.Optimizer.LearningRate = _state.Schedule.Rate((Epoch - 1) * updatesPerEpoch + tally.Done / accumulate, updatesPerEpoch);
        try
        {
            foreach (var result in _update.Run([.. Enumerable.Range(tally.Done, batches).Select(plan.Draw)]))
                tally.Add(result);
        }
        catch (ExternalException error) when (OutOfMemory.Is(error))
        {
            throw OutOfMemory.Error(_config.Train, _faces.Device, error);
        }
    }

    private void FinishEpoch(int steps, RunningMetrics tally, EpochClock clock)
    {
        var rate = _state.Optimizer.LearningRate;
        var (trainLoss, trainAccuracy) = tally.Means(tally.Read(Epoch, rate, clock.Seconds));
        var trainSeconds = clock.Seconds;
        _state.Average?.AfterEpoch(Epoch);
        using var inference = new Inference(_state.Validated, _faces, _input);
        var (crossEntropy, valAccuracy) = inference.Score(_val);
        var valLoss = crossEntropy + ValidatedPenalty(); // Keras counts it in both losses
        if (!double.IsFinite(valLoss))
            throw RunningMetrics.Diverged("validation loss", valLoss, Epoch, steps, rate);
        var metrics = new EpochMetrics
        {
            Epoch = Epoch,
            LearningRate = rate,
            TrainLoss = trainLoss,
            TrainAccuracy = trainAccuracy,
            ValLoss = valLoss,
            ValAccuracy = valAccuracy,
            Seconds = clock.Seconds,
            ImagesPerSecond = _train.Length * _config.Augment.Repeats / trainSeconds,
        };
        _state.History.Add(metrics);
        _state.Progress = EpochProgress.None;
        var isBest = _state.Best.Update(metrics);
        _progress.Report(new TrainingEvent.EpochDone(metrics, steps, isBest));
        UpdateCallbacks(metrics);

        // last.pt comes last: a run that is killed in between repeats this epoch and writes the others again.
        new MetricsLog(_run.Metrics).Write(_state.History);
        if (isBest) Save(_run.BestCheckpoint);
        if (metrics.Epoch % _config.Checkpoint.Every == 0 || metrics.Epoch == _config.Train.Epochs) Save(_run.LastCheckpoint);
        _progress.Report(new TrainingEvent.EpochSaved(_state.History, BestEpoch()));
    }

    private void UpdateCallbacks(EpochMetrics metrics)
    {
        if (_state.Schedule.Drop(metrics) is var (from, to))
            _progress.Report(new TrainingEvent.RateDropped(metrics.Epoch, from, to));

        var improved = _state.EarlyStopping.Update(metrics);
        if (improved && _config.EarlyStopping is { Patience: > 0, RestoreBest: true }) _state.RestorableState = _state.StoreModel();
    }

    private void StopEarly()
    {
        if (_state.RestorableState is { } best) TensorStorage.CopyTo(best, _state.Validated.state_dict());
        Save(_run.LastCheckpoint);
        _progress.Report(new TrainingEvent.StoppedEarly(_state.History.Count, _state.EarlyStopping.Wait, _state.RestorableState is not null));
    }

    private void Report(EpochPlan plan, RunningMetrics tally, EpochClock clock)
    {
        var (loss, accuracy) = tally.Means(tally.Read(Epoch, _state.Optimizer.LearningRate, clock.Seconds));
        _progress.Report(new TrainingEvent.StepsDone(Epoch, tally.Done, plan.Steps, loss, accuracy, clock.Seconds));
    }

    private double ValidatedPenalty()
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return L2Penalty.Of(_state.Validated, _config.Model.L2, _faces.Device).item<float>();
    }

    private EpochMetrics BestEpoch()
    {
        var improvement = new Improvement(_config.Checkpoint.Monitor, minDelta: 0);
        return _state.History.Where(improvement.Update).ToArray()[^1]; // each is better than those before it
    }

    private void Save(string path) => Checkpoint.Write(path, _config, _spec, _state.StoreModel(), _state.Store());
}
