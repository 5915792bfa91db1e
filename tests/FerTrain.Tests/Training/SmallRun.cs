using FerTrain.Core.Archive;
using FerTrain.Core.Config;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Tests.Archive;
using FerTrain.Training;

namespace FerTrain.Tests.Training;

/// <summary>Trainings of seconds on synthetic faces, and what they leave.</summary>
internal static class SmallRun
{
    static SmallRun() => OneThread.Use();

    /// <summary>168 training faces in 15 batches of 11 and an odd one of 3.</summary>
    public static RunConfig Config(params string[] overrides) => ConfigFile.Parse(
        """
        data: {source: synthetic, synthetic_count: 210}
        augment: {rotation: 5, shift: 0.05, horizontal_flip: true}
        train: {epochs: 3, batch_size: 11}
        """,
        "small", overrides);

    public static RunDirectory Directory(TempFolder folder, string name) => RunDirectory.Create(folder.Root, name, DateTimeOffset.UnixEpoch);

    public static TrainingResult Train(RunConfig config, RunDirectory run, bool resume = false, Action<TrainingEvent>? watch = null, string device = "cpu", CancellationToken cancel = default)
    {
        using var trainer = Trainers.Create(config, DataPreparation.Prepare(config.Data), run, Devices.Find(device), new Watcher(watch));
        if (resume) trainer.Resume(ResumePoint.Find(run).Checkpoint);
        return trainer.Run(int.MaxValue, cancel)!;
    }

    /// <summary>Cancels at the end of an epoch, which lets the first step of the next one finish.</summary>
    public static void TrainOneStepBeyond(int epoch, RunConfig config, RunDirectory run, bool resume = false, string device = "cpu")
    {
        using var source = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => Train(
            config, run, resume, e =>
            {
                if (e is TrainingEvent.EpochDone done && done.Metrics.Epoch == epoch) source.Cancel();
            },
            device, source.Token));
    }

    /// <summary>Goes on with a run that was cancelled before it began, which lets one step finish.</summary>
    public static void TrainOneStepMore(RunConfig config, RunDirectory run) =>
        Should.Throw<OperationCanceledException>(() => Train(config, run, resume: true, cancel: new CancellationToken(canceled: true)));

    /// <summary>Both runs ended with the same checkpoints and the same log, but for what the clock says and how many epochs were asked for.</summary>
    public static void ShouldHaveEndedAs(this RunDirectory actual, RunDirectory expected)
    {
        Archives.ShouldEqual(WithoutTimes(actual.LastCheckpoint), WithoutTimes(expected.LastCheckpoint));
        Archives.ShouldEqual(WithoutTimes(actual.BestCheckpoint), WithoutTimes(expected.BestCheckpoint));
        Log(actual).ShouldBe(Log(expected));
    }

    public static OrderedDictionary<object, object?> Read(string checkpoint) => (OrderedDictionary<object, object?>)TorchArchive.Read(checkpoint)!;

    public static OrderedDictionary<object, object?> Map(this OrderedDictionary<object, object?> values, string key) =>
        values[key].ShouldBeOfType<OrderedDictionary<object, object?>>();

    public static EpochMetrics[] Log(RunDirectory run) => [.. new MetricsLog(run.Metrics).Read().Select(WithoutTimes)];

    private static EpochMetrics WithoutTimes(EpochMetrics metrics) => metrics with { Seconds = 0, ImagesPerSecond = 0 };

    private static OrderedDictionary<object, object?> WithoutTimes(string checkpoint)
    {
        var values = Read(checkpoint);
        var training = values.Map("training");
        training["history"] = HistoryTable.Store([.. HistoryTable.Read((StoredTensor)training["history"]!).Select(WithoutTimes)]);
        training.Map("sampler")["seconds"] = null;
        values["config"] = ((string)values["config"]!).Split('\n').Where(line => !line.StartsWith("  epochs:", StringComparison.Ordinal)).ToArray<object?>();
        return values;
    }

    private sealed class Watcher(Action<TrainingEvent>? watch) : IProgress<TrainingEvent>
    {
        public void Report(TrainingEvent value) => watch?.Invoke(value);
    }
}
