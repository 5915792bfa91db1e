using System.Collections.Immutable;
using System.Diagnostics;
using FerTrain.Augmentation;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Models;
using FerTrain.Models.Classic;
using FerTrain.Training.Initialization;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Training.Classic;

/// <summary>
/// Trains a baseline that is no network: each of its settings on the training rows; the validation rows choose one,
/// and then a temperature for its votes, fitted on these rows too. The best is best.pt; its scores are the one row of metrics.csv.
/// </summary>
internal sealed class ClassicTrainer : ITrainer
{
    private const int BatchSize = 1024, FirstFaces = 32;

    private readonly RunConfig _config;
    private readonly ImmutableArray<int> _train, _val;
    private readonly FaceSet _data;
    private readonly RunDirectory _run;
    private readonly IProgress<TrainingEvent> _progress;
    private readonly FaceTensors _faces;
    private readonly Preprocessor _preprocessor;

    /// <summary>OpenCV computes on the CPU alone.</summary>
    public ClassicTrainer(RunConfig config, PreparedData data, RunDirectory run, IProgress<TrainingEvent> progress)
    {
        (_config, _data, _run, _progress) = (config, data.Faces, run, progress);
        (_train, _val) = (data.Split.NonEmptyRows(SplitName.Train), data.Split.NonEmptyRows(SplitName.Val));
        DataFingerprint = data.Fingerprint();
        _faces = new FaceTensors(data.Faces, CPU);
        _preprocessor = new Preprocessor(ScalingFit.Fit(config.Preprocess, data.Faces.ClassNames, _faces, _train), CPU);
    }

    public string DataFingerprint { get; }

    public ParameterCounts? Parameters { get; private set; }

    public int Epoch => 1;

    public bool IsOver => false;

    /// <exception cref="UserError">
    /// OpenCV is missing, or the training faces are more numbers than one array holds or have fewer principal
    /// components than the config asks for.
    /// </exception>
    public static void Require(RunConfig config, int faces)
    {
        OpenCvLibrary.Require();
        var (side, channels) = (config.Preprocess.InputSize, config.Preprocess.Channels);
        var largest = (int)Math.Sqrt(Array.MaxLength / ((double)faces * channels));
        if (side > largest)
            throw new UserError(
                $"Model '{config.Model.Name}' got {faces} training faces of {side} pixels (preprocess.size, preprocess.crop), expected: at most {largest}, or fewer faces (data.limit).");
        var pixels = channels * side * side;
        var mostComponents = Math.Min(faces, pixels);
        if (config.Classic.NComponents > mostComponents)
            throw new UserError($"classic.n_components: got {config.Classic.NComponents}, expected: at most {mostComponents}, of {faces} training faces of {pixels} pixels.");
    }

    public void Resume(Checkpoint checkpoint) => throw new UserError($"{checkpoint.Path}: {_config.Model.Name} is trained in one go; there is nothing to resume.");

    public void Initialize(InitialWeights weights) => throw new UnreachableException(); // the config refuses init.weights with such a model

    public BatchPreview FirstBatch()
    {
        using var scope = NewDisposeScope();
        var rows = _faces.Rows(_train.AsSpan(0, Math.Min(FirstFaces, _train.Length)));
        var labels = _faces.Labels.index_select(0, rows);
        return BatchPreview.Of(new TrainingBatch(_preprocessor.From(_faces.Images.index_select(0, rows)), labels, labels), _data.ClassNames.Count);
    }

    public TrainingResult? Run(int pause, CancellationToken cancel)
    {
        using var quiet = no_grad();
        var watch = Stopwatch.StartNew();
        var pixels = Pixels(cancel);
        var components = _config.Classic.NComponents > 0 ? ComponentFit.Fit(pixels, _config.Classic.NComponents) : null;
        cancel.ThrowIfCancellationRequested();
        var temperature = new Temperature();
        var votes = Best(components is null ? pixels : Projected(pixels, components), vote => new VotingClassifier(components, vote, temperature), cancel);
        using var model = new VotingClassifier(components, votes, temperature);
        temperature.Set(TemperatureScaling.Fit(Validation(model, cancel)));
        Parameters = ParameterCounts.Of(model);
        var metrics = Measure(model, watch, cancel);
        new MetricsLog(_run.Metrics).Write([metrics]);
        Checkpoint.Write(_run.BestCheckpoint, _config, _preprocessor.Spec, TensorStorage.Store(model.state_dict()), new() { ["data_fingerprint"] = DataFingerprint });
        return new TrainingResult([metrics], metrics, StopReason.LastEpoch);
    }

    public void Dispose()
    {
        _preprocessor.Dispose();
        _faces.Dispose();
    }

    private LabelledFeatures Pixels(CancellationToken cancel)
    {
        var pixels = new List<float>(_train.Length * _preprocessor.Spec.Channels * _preprocessor.Spec.InputSize * _preprocessor.Spec.InputSize);
        for (var start = 0; start < _train.Length; start += BatchSize)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var rows = _faces.Rows(_train.AsSpan(start, Math.Min(BatchSize, _train.Length - start)));
            pixels.AddRange(_preprocessor.From(_faces.Images.index_select(0, rows)).data<float>().ToArray());
        }

        return new LabelledFeatures([.. pixels], pixels.Count / _train.Length, [.. _train.Select(row => (int)_data.Labels[row])], _data.ClassNames.Count);
    }

    private static LabelledFeatures Projected(LabelledFeatures pixels, PrincipalComponents components)
    {
        using var scope = NewDisposeScope();
        var projected = components.call(tensor(pixels.Values, [pixels.Labels.Length, pixels.Width]));
        return pixels with { Values = projected.data<float>().ToArray(), Width = (int)projected.shape[1] };
    }

    private Module<Tensor, Tensor> Best(LabelledFeatures features, Func<Module<Tensor, Tensor>, Classifier> complete, CancellationToken cancel)
    {
        var candidates = ClassicCandidate.Of(_config, features);
        var (best, bestAccuracy) = (default(Module<Tensor, Tensor>), double.NegativeInfinity);
        for (var number = 0; number < candidates.Count; number++)
        {
            var watch = Stopwatch.StartNew();
            var votes = candidates[number].Fit(cancel);
            var accuracy = Validation(complete(votes), cancel).ToConfusionMatrix().Accuracy;
            _progress.Report(new TrainingEvent.CandidateTried(candidates[number].Settings, number + 1, candidates.Count, accuracy, watch.Elapsed.TotalSeconds));
            var loser = accuracy > bestAccuracy ? best : votes;
            (best, bestAccuracy) = accuracy > bestAccuracy ? (votes, accuracy) : (best, bestAccuracy);
            loser?.Dispose();
        }

        return best!;
    }

    private Predictions Validation(Classifier model, CancellationToken cancel)
    {
        using var inference = new Inference(model, _faces, _preprocessor);
        var probabilities = inference.Probabilities(_val, TestTimeViews.Of(TestTimeAugmentation.None, _preprocessor.Spec), cancel);
        return new(_data.ClassNames.Count, [.. _val], [.. _val.Select(row => (int)_data.Labels[row])], probabilities);
    }

    private EpochMetrics Measure(Classifier model, Stopwatch watch, CancellationToken cancel)
    {
        var seconds = watch.Elapsed.TotalSeconds;
        using var inference = new Inference(model, _faces, _preprocessor);
        var (train, val) = (inference.Score(_train, cancel: cancel), inference.Score(_val, cancel: cancel));
        return new EpochMetrics
        {
            Epoch = Epoch,
            LearningRate = 0,
            TrainLoss = train.Loss,
            TrainAccuracy = train.Accuracy,
            ValLoss = val.Loss,
            ValAccuracy = val.Accuracy,
            Seconds = watch.Elapsed.TotalSeconds,
            ImagesPerSecond = _train.Length / seconds,
        };
    }
}
