using System.Diagnostics;
using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>Times the parts of a config's training on faces of random pixels: what they show does not change the speed.</summary>
internal sealed class TrainingBenchmark : IDisposable
{
    private const int Repetitions = 3;

    private readonly RunConfig _config;
    private readonly Device _device;
    private readonly PreparedData _data;
    private readonly FaceTensors _faces;
    private readonly Preprocessing _spec;
    private readonly Preprocessor _preprocessor;
    private readonly CancellationToken _cancel;

    /// <exception cref="OperationCanceledException">Cancelled, as any of the measurements can be.</exception>
    public TrainingBenchmark(RunConfig config, int count, Device device, CancellationToken cancel)
    {
        (_config, _device, _cancel) = (config with { Train = config.Train with { Epochs = Repetitions + 1 } }, device, cancel);
        _data = RandomFaces(count, new Seeds(config.Train.Seed).Stream("benchmark"), cancel);
        _faces = new FaceTensors(_data.Faces, device);
        _spec = ScalingFit.Fit(config.Preprocess, _data.Faces.ClassNames, _faces, _data.Split.Train);
        _preprocessor = new Preprocessor(_spec, device);
    }

    /// <summary>Measures images a second of gathering, augmenting and scaling alone.</summary>
    public double Data()
    {
        var loader = new BatchLoader(_config, _data, _faces, _preprocessor);
        var times = new List<double>();
        for (var epoch = 0; epoch <= Repetitions; epoch++)
        {
            var watch = Stopwatch.StartNew();
            using var batches = loader.Epoch(epoch);
            for (var i = 0; i < batches.Count; i++)
            {
                _cancel.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                _ = batches[i];
            }

            Finish();
            if (epoch > 0) times.Add(watch.Elapsed.TotalSeconds);
        }

        return _data.Split.Train.Length * _config.Augment.Repeats / Median.Of(times);
    }

    /// <summary>Measures images a second of whole training steps, as a run's metrics.csv counts them.</summary>
    public double Training()
    {
        using var folder = new ScratchFolder();
        var run = RunDirectory.Create(folder.Path, "bench", DateTimeOffset.UnixEpoch);
        using var trainer = new Trainer(_config, _data, run, _device, new Progress<TrainingEvent>());
        return Median.Of(trainer.Run(int.MaxValue, _cancel)!.History.Skip(1).Select(epoch => epoch.ImagesPerSecond));
    }

    /// <summary>Measures the milliseconds of one forward pass in evaluation mode, from the model's input to logits.</summary>
    public double Inference(int batch)
    {
        using var model = ModelRegistry.Network(_config.Model.Name).Create(ModelInput.Of(_spec)).to(_device);
        using var scope = NewDisposeScope();
        using var folded = new FoldedModel(model, ModelInput.Of(_spec));
        var input = _preprocessor.From(_faces.Images.slice(0, 0, batch, 1));
        return ForwardTime.Milliseconds(() =>
        {
            folded.Logits(input).Dispose();
            Finish();
        }, _cancel);
    }

    public void Dispose()
    {
        _preprocessor.Dispose();
        _faces.Dispose();
    }

    /// <summary>Waits for the GPU, which computes on its own.</summary>
    private void Finish()
    {
        if (_device.type == DeviceType.CUDA) cuda.synchronize(_device);
    }

    private static PreparedData RandomFaces(int count, RandomStream random, CancellationToken cancel)
    {
        var pixels = new byte[count * FaceSet.Fer2013Size * FaceSet.Fer2013Size];
        for (var i = 0; i < pixels.Length; i++)
        {
            if (i % FaceSet.Fer2013Size == 0) cancel.ThrowIfCancellationRequested();
            pixels[i] = (byte)random.NextInt(256);
        }

        byte[] labels = [.. Enumerable.Range(0, count).Select(i => (byte)(i % ClassNames.Fer2013.Count))];
        var faces = new FaceSet(pixels, labels, new Usage[count]);
        return new PreparedData(faces, new DataSplit([.. Enumerable.Range(0, count)], [.. Enumerable.Range(0, 1)], []), []);
    }
}

/// <summary>Times a forward pass.</summary>
internal static class ForwardTime
{
    private const int WarmUp = 10;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(1);

    /// <summary>Gives the median over as many passes as fit into a second, and at least ten.</summary>
    /// <exception cref="OperationCanceledException">Cancelled between two passes.</exception>
    public static double Milliseconds(Action pass, CancellationToken cancel)
    {
        var times = new List<double>();
        for (var total = Stopwatch.StartNew(); times.Count < 2 * WarmUp || total.Elapsed < Duration;)
        {
            cancel.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            pass();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Median.Of(times[WarmUp..]);
    }
}
