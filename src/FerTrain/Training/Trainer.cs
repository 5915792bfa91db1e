using System.Collections.Immutable;
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

/// <summary>Trains one network into a run directory: best.pt, last.pt and metrics.csv after each epoch.</summary>
internal sealed class Trainer : ITrainer
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(0.1);

    private readonly RunConfig _config;
    private readonly ImmutableArray<int> _train, _val;
    private readonly RunDirectory _run;
    private readonly IProgress<TrainingEvent> _progress;
    private readonly Seeds _seeds;
    private readonly TrainingParts _parts;
    private readonly TrainingState _state;

    public Trainer(
        RunConfig config, PreparedData data, RunDirectory run, Device device, IProgress<TrainingEvent> progress, IReadOnlyList<Checkpoint>? consistentTeachers = null)
    {
        (_config, _run, _progress) = (config, run, progress);
        (_train, _val) = (data.Split.NonEmptyRows(SplitName.Train), data.Split.NonEmptyRows(SplitName.Val));
        _seeds = new Seeds(config.Train.Seed);
        _parts = new TrainingParts(config, data, device, data.Fingerprint(), consistentTeachers);
        _state = _parts.State;
    }

    /// <summary>Identifies the data that this trains on.</summary>
    public string DataFingerprint => _state.DataFingerprint;

    public ParameterCounts? Parameters => ParameterCounts.Of(_state.Model);

    /// <summary>The next epoch, counted from 1.</summary>
    public int Epoch => _state.History.Count + 1;

    public bool IsOver => Epoch > _config.Train.Epochs || _state.EarlyStopping.IsOver;

    /// <summary>Starts from these weights in place of those that the seed samples.</summary>
    public void Initialize(InitialWeights weights) => _state.Initialize(weights);

    /// <summary>Resumes where the checkpoint was written.</summary>
    /// <exception cref="UserError">It is of another model or other data, or damaged.</exception>
    public void Resume(Checkpoint checkpoint)
    {
        _state.Load(checkpoint);
        if (_state.History.Count > _config.Train.Epochs)
            throw new UserError($"train.epochs={_config.Train.Epochs}: {checkpoint.Path} has {Counted.Of(_state.History.Count, "finished epoch")}. Expected: as many or more.");
        if (_state.EarlyStopping.IsOver && _config.Train.Epochs > checkpoint.Config.Train.Epochs)
            throw new UserError(
                $"train.epochs={_config.Train.Epochs}: the run stopped early after epoch {_state.History.Count}, so more epochs change nothing. Expected: a new run with a larger early_stopping.patience.");
        if (_state.Progress.Losses.Length > 0) CheckProgress(checkpoint);
        var isLast = Path.GetFullPath(checkpoint.Path) == Path.GetFullPath(_run.LastCheckpoint);
        if (!isLast || ConfigFile.ToYaml(checkpoint.Config) != ConfigFile.ToYaml(_config)) Save(_run.LastCheckpoint); // from which it resumes again, with what changed
    }

    private void CheckProgress(Checkpoint checkpoint)
    {
        using var batches = _parts.Loader.Epoch(Epoch);
        checkpoint.Training.Map("sampler").Require("step", _state.Progress.Losses.Length <= batches.Count, $"at most {batches.Count}, the steps of an epoch");
        if (_state.History.Count == _config.Train.Epochs)
            throw new UserError($"train.epochs={_config.Train.Epochs}: {checkpoint.Path} has a part of epoch {Epoch}. Expected: {Epoch} or more.");
    }

    /// <summary>The batch of the run's first step. Looking at it changes nothing random.</summary>
    public BatchPreview FirstBatch()
    {
        using var scope = NewDisposeScope();
        using var batches = _parts.Loader.Epoch(1);
        return BatchPreview.Of(batches[0], _parts.Preprocessor.Spec.ClassNames.Count);
    }

    /// <summary>Trains until the last epoch, an early stop or a pause before them.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; last.pt holds the finished steps.</exception>
    /// <exception cref="UserError">The loss is not finite, or the run directory can't be written.</exception>
    public TrainingResult? Run(int pause, CancellationToken cancel)
    {
        while (!IsOver)
        {
            if (Epoch > pause) return null;
            using var batches = _parts.Loader.Epoch(Epoch);
            using var metrics = new RunningMetrics(batches, _state.Progress, _parts.Faces.Device);
            Freezing.Train(_state.Model);
            while (metrics.Steps < batches.Count)
            {
                SetLearningRate(batches, metrics.Steps);
                SeedGpu(metrics.Steps);
                _parts.Step.Run(batches, metrics);
                if (metrics.IsDue(ReportInterval)) Report(batches, metrics);
                if (cancel.IsCancellationRequested) SaveAndStop(metrics, cancel);
            }

            var epoch = Validate(batches, metrics);
            _state.Add(epoch);
            _state.Progress = EpochProgress.None;
            var isBest = _state.Best.Update(epoch);
            if (_config.Tensorboard.Histograms) _progress.Report(new TrainingEvent.WeightsMeasured(epoch.Epoch, Histogram.OfModel(_state.Model)));
            _progress.Report(new TrainingEvent.EpochDone(epoch, batches.Count, isBest));
            UpdateCallbacks(epoch);
            SaveEpoch(epoch, isBest, isLast: epoch.Epoch == _config.Train.Epochs || epoch.Epoch == pause);
        }

        if (_state.EarlyStopping.IsOver) StopEarly();
        return new TrainingResult(_state.History, BestEpoch(), _state.EarlyStopping.IsOver ? StopReason.EarlyStopping : StopReason.LastEpoch);
    }

    public void Dispose() => _parts.Dispose();

    private void SetLearningRate(BatchLoader.EpochBatches batches, int step)
    {
        var accumulated = _config.Train.AccumulationSteps;
        var updates = batches.Updates(accumulated);
        _state.Optimizer.LearningRate = _state.Schedule.Rate((Epoch - 1) * updates + step / accumulated, updates);
    }

    /// <summary>TorchSharp cannot save a GPU's generator, so each update has its own seed there, and a resumed run is exact.</summary>
    private void SeedGpu(int step)
    {
        if (_parts.Faces.Device.type == DeviceType.CUDA) cuda.manual_seed_all(_seeds.Stream("gpu", Epoch, step).NextInt(int.MaxValue));
    }

    private void Report(BatchLoader.EpochBatches batches, RunningMetrics metrics)
    {
        var (loss, accuracy) = metrics.Means(metrics.Read(Epoch, _state.Optimizer.LearningRate));
        _progress.Report(new TrainingEvent.StepsDone(Epoch, metrics.Steps, batches.Count, loss, accuracy, metrics.Seconds));
    }

    private void SaveAndStop(RunningMetrics metrics, CancellationToken cancel)
    {
        _state.Progress = metrics.Read(Epoch, _state.Optimizer.LearningRate);
        Save(_run.LastCheckpoint);
        throw new OperationCanceledException(cancel);
    }

    private EpochMetrics Validate(BatchLoader.EpochBatches batches, RunningMetrics metrics)
    {
        var rate = _state.Optimizer.LearningRate;
        var (trainLoss, trainAccuracy) = metrics.Means(metrics.Read(Epoch, rate));
        var trainSeconds = metrics.Seconds;
        _state.Average?.AfterEpoch(Epoch);
        using var inference = new Inference(_state.Validated, _parts.Faces, _parts.Preprocessor);
        using var augmentation = _config.Augment.Validation ? _parts.Loader.Validation(Epoch, _val.Length) : null;
        var (crossEntropy, valAccuracy) = inference.Score(_val, augmentation);
        var valLoss = crossEntropy + L2Penalty.ValueOf(_state.Validated, _config.Model.L2, _parts.Faces.Device); // Keras counts it in both losses
        if (!double.IsFinite(valLoss)) throw RunningMetrics.Diverged("validation loss", valLoss, Epoch, batches.Count, rate);
        return new EpochMetrics
        {
            Epoch = Epoch,
            LearningRate = rate,
            TrainLoss = trainLoss,
            TrainAccuracy = trainAccuracy,
            ValLoss = valLoss,
            ValAccuracy = valAccuracy,
            Seconds = metrics.Seconds,
            ImagesPerSecond = _train.Length * _config.Augment.Repeats / trainSeconds,
            Step = Epoch * batches.Updates(_config.Train.AccumulationSteps),
        };
    }

    private void UpdateCallbacks(EpochMetrics epoch)
    {
        if (_state.Schedule.Drop(epoch) is var (from, to))
            _progress.Report(new TrainingEvent.RateDropped(epoch.Epoch, from, to));

        var improved = _state.EarlyStopping.Update(epoch);
        if (improved && _config.EarlyStopping is { Patience: > 0, RestoreBest: true }) _state.RestorableState = _state.StoreModel();
    }

    /// <summary>Writes last.pt last: a run that is killed in between goes on from best.pt, or repeats this epoch.</summary>
    private void SaveEpoch(EpochMetrics epoch, bool isBest, bool isLast)
    {
        new MetricsLog(_run.Metrics).Write(_state.History);
        var files = new List<string>();
        if (isBest && _config.Checkpoint.Keep == KeptCheckpoints.Improved) files.Add(_run.EpochCheckpoint(epoch.Epoch)); // before best.pt, from which a killed run goes on
        if (isBest) files.Add(_run.BestCheckpoint);
        if (epoch.Epoch % _config.Checkpoint.Every == 0 || isLast) files.Add(_run.LastCheckpoint);
        if (files.Count > 0) Save([.. files]);
        _progress.Report(new TrainingEvent.EpochSaved(_state.History, BestEpoch()));
    }

    private void StopEarly()
    {
        if (_state.RestorableState is { } best) TensorStorage.CopyTo(best, _state.Validated.state_dict());
        Save(_run.LastCheckpoint);
        _progress.Report(new TrainingEvent.StoppedEarly(_state.History.Count, _state.EarlyStopping.Wait, _state.RestorableState is not null));
    }

    private EpochMetrics BestEpoch() => RunRecord.BestOf(_state.History, _config)!;

    private void Save(params string[] files)
    {
        var (model, training) = (_state.StoreModel(), _state.Store());
        foreach (var file in files) Checkpoint.Write(file, _config, _parts.Preprocessor.Spec, model, training);
    }
}
