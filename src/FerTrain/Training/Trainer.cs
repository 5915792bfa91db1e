using System.Collections.Immutable;
using System.Diagnostics;
using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Training;

/// <summary>Trains one model into a run directory: best.pt, last.pt and metrics.csv after each epoch.</summary>
public sealed class Trainer : IDisposable
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(0.1);

    private readonly RunConfig _config;
    private readonly ImmutableArray<int> _train, _val;
    private readonly RunDirectory _run;
    private readonly IProgress<TrainingEvent> _progress;
    private readonly Preprocessing _spec;
    private readonly Seeds _seeds;
    private readonly FaceTensors _faces;
    private readonly PixelInput _input;
    private readonly TrainingState _state;
    private readonly Inference _inference;
    private readonly Accelerator _accelerator;

    public Trainer(RunConfig config, PreparedData data, RunDirectory run, Device device, IProgress<TrainingEvent> progress)
    {
        (_config, _run, _progress) = (config, run, progress);
        (_train, _val) = (data.Split.NonEmptyRows(SplitName.Train), data.Split.NonEmptyRows(SplitName.Val));
        _accelerator = new Accelerator(config.Train.Precision, device);
        _seeds = new Seeds(config.Train.Seed);
        _ = manual_seed(config.Train.Seed);
        cuda.manual_seed_all(config.Train.Seed);
        _faces = new FaceTensors(data.Faces, device);
        _spec = ScalingFit.Fit(config.Preprocess, data.Faces.ClassNames, _faces, _train);
        _input = new PixelInput(_spec, device);
        var model = ModelRegistry.Find(config.Model.Name).Create(_spec.ClassNames.Count).to(device);
        _state = new TrainingState(config, model, DataFingerprint.Of(data));
        _inference = new Inference(model, _faces, _input);
    }

    private int Epoch => _state.History.Count + 1;

    /// <summary>Goes on where the checkpoint was written.</summary>
    /// <exception cref="UserError">It is of another model, other data, or damaged.</exception>
    public void Resume(Checkpoint checkpoint) => _state.Load(checkpoint);

    /// <summary>Trains until the last epoch or an early stop.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; last.pt holds the finished steps.</exception>
    /// <exception cref="UserError">The loss is not finite, or the run directory can't be written.</exception>
    public TrainingResult Run(CancellationToken cancel)
    {
        while (Epoch <= _config.Train.Epochs && !_state.EarlyStopping.IsOver)
        {
            TrainEpoch(cancel);
        }

        var reason = _state.EarlyStopping.IsOver ? StopReason.EarlyStopping : StopReason.LastEpoch;
        return new TrainingResult(_state.History, BestEpoch(), reason);
    }

    public void Dispose()
    {
        _state.Dispose();
        _input.Dispose();
        _faces.Dispose();
    }

    private void TrainEpoch(CancellationToken cancel)
    {
        var randomness = new EpochRandomness(_seeds, Epoch, new AffineAugmentation(_config.Augment));
        using var plan = new EpochPlan(_faces, _train, _input, _config.Train.BatchSize, randomness);
        using var tally = new EpochTally(plan, _state.Progress, _faces.Device);
        var clock = new Clock(_state.Progress.Seconds);
        _state.Model.train();
        while (tally.Done < plan.Steps)
        {
            TrainStep(plan, tally);
            if (clock.IsDue(ReportInterval)) Report(plan, tally, clock);
            if (cancel.IsCancellationRequested)
            {
                _state.Progress = tally.Read(Epoch, _state.LearningRate, clock.Seconds);
                Save(_run.LastCheckpoint);
                throw new OperationCanceledException(cancel);
            }
        }

        FinishEpoch(plan.Steps, tally, clock);
    }

    private void TrainStep(EpochPlan plan, EpochTally tally)
    {
        using var scope = NewDisposeScope(); // one scope a step: nothing waits for the finalizer
        var (inputs, labels) = plan.Batch(tally.Done);
        var logits = _accelerator.Call(_state.Model, inputs);
        var loss = functional.cross_entropy(logits, labels) + Penalty();
        _state.Model.zero_grad();
        loss.backward();
        _ = _state.Optimizer.step();
        tally.Add(loss, logits, labels);
    }

    private void FinishEpoch(int steps, EpochTally tally, Clock clock)
    {
        var rate = _state.LearningRate;
        var (trainLoss, trainAccuracy) = tally.Means(tally.Read(Epoch, rate, clock.Seconds));
        var trainSeconds = clock.Seconds;
        var (crossEntropy, valAccuracy) = _inference.Score(_val);
        var valLoss = crossEntropy + PenaltyValue(); // Keras counts it in both losses
        if (!double.IsFinite(valLoss))
            throw EpochTally.Diverged("validation loss", valLoss, Epoch, steps, rate);
        var metrics = new EpochMetrics
        {
            Epoch = Epoch,
            LearningRate = rate,
            TrainLoss = trainLoss,
            TrainAccuracy = trainAccuracy,
            ValLoss = valLoss,
            ValAccuracy = valAccuracy,
            Seconds = clock.Seconds,
            ImagesPerSecond = _train.Length / trainSeconds,
        };
        _state.History.Add(metrics);
        _state.Progress = EpochProgress.None;
        var isBest = _state.Best.Update(metrics);
        _progress.Report(new TrainingEvent.EpochDone(metrics, steps, isBest));
        UpdateCallbacks(metrics);

        // last.pt comes last: a run that is killed in between repeats this epoch and writes the others again.
        new MetricsLog(_run.Metrics).Write(_state.History);
        if (isBest) Save(_run.BestCheckpoint);
        if (_state.EarlyStopping.IsOver) StopEarly(metrics); // not before best.pt, which may be of this epoch
        Save(_run.LastCheckpoint);
    }

    private void UpdateCallbacks(EpochMetrics metrics)
    {
        _state.LearningRate = _state.Plateau.NextRate(metrics.LearningRate, metrics);
        if (_state.LearningRate < metrics.LearningRate)
            _progress.Report(new TrainingEvent.RateDropped(metrics.Epoch, metrics.LearningRate, _state.LearningRate));

        var improved = _state.EarlyStopping.Update(metrics);
        if (improved && _config.EarlyStopping is { Patience: > 0, RestoreBest: true }) _state.RestorableState = _state.StoreModel();
    }

    private void StopEarly(EpochMetrics metrics)
    {
        if (_state.RestorableState is { } best) TensorStorage.CopyTo(best, _state.Model.state_dict());
        _progress.Report(new TrainingEvent.StoppedEarly(metrics.Epoch, _state.EarlyStopping.Wait, _state.RestorableState is not null));
    }

    private void Report(EpochPlan plan, EpochTally tally, Clock clock)
    {
        var (loss, accuracy) = tally.Means(tally.Read(Epoch, _state.LearningRate, clock.Seconds));
        _progress.Report(new TrainingEvent.StepsDone(Epoch, tally.Done, plan.Steps, loss, accuracy, clock.Seconds));
    }

    /// <summary>Keras's L2: the weight times the squared norm of the regularised kernels.</summary>
    private Tensor Penalty()
    {
        var penalty = zeros([], device: _faces.Device);
        if (_config.Model.L2 == 0) return penalty;
        foreach (var kernel in _state.Model.RegularizedKernels)
            penalty += kernel.square().sum() * _config.Model.L2;
        return penalty;
    }

    private double PenaltyValue()
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return Penalty().item<float>();
    }

    private EpochMetrics BestEpoch()
    {
        var improvement = new Improvement(_config.Checkpoint.Monitor, minDelta: 0);
        return _state.History.Where(improvement.Update).ToArray()[^1]; // each is better than those before it
    }

    private void Save(string path) => Checkpoint.Write(path, _config, _spec, _state.StoreModel(), _state.Store());

    /// <summary>Time of an epoch, counting what an interrupted run spent on it before.</summary>
    private sealed class Clock(double secondsBefore)
    {
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private TimeSpan _lastReport;

        public double Seconds => secondsBefore + _watch.Elapsed.TotalSeconds;

        public bool IsDue(TimeSpan interval)
        {
            if (_watch.Elapsed - _lastReport < interval) return false;
            _lastReport = _watch.Elapsed;
            return true;
        }
    }
}
