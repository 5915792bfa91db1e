using FerTrain.Core.Config;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;

namespace FerTrain.Tests.Comparison;

/// <summary>A run directory as training leaves it, written at once, with answers that are wrong on chosen faces.</summary>
public sealed record RunOnDisk
{
    public string Name { get; init; } = "20261121_120000_mini";

    public IReadOnlyList<string> Overrides { get; init; } = [];

    public IReadOnlyList<string> ClassNames { get; init; } = Core.ClassNames.Fer2013;

    /// <summary>That of the data, and of the faces that are scored.</summary>
    public string? Fingerprint { get; init; } = "same";

    public int Faces { get; init; } = 70;

    /// <summary>The row of the first test face in the run's data.</summary>
    public int FirstRow { get; init; } = 1000;

    /// <summary>Whether the run gets a test face wrong.</summary>
    public Func<int, bool> Wrong { get; init; } = face => face % 3 == 0;

    public int Epochs { get; init; } = 3;

    public bool Finished { get; init; } = true;

    public int Threads { get; init; } = 2;

    public RunDirectory WriteTo(string runs)
    {
        var root = Path.Combine(runs, Name);
        Directory.CreateDirectory(Path.Combine(root, "checkpoints"));
        var directory = RunDirectory.Open(root);
        var config = ConfigFile.Parse("train: {epochs: 3}", Name, Overrides);
        AtomicFile.WriteText(directory.Config, ConfigFile.ToYaml(config));
        JsonFile.Write(directory.Environment, Environment(root));
        JsonFile.Write(directory.Data, new DataRecord
        {
            Classes = ClassNames,
            Splits = Enum.GetValues<SplitName>().ToDictionary(EnumName.Of, split => (IReadOnlyList<int>)[.. ClassNames.Select((_, label) => label + 10 * (int)split)]),
            Changes = ["3 of 80 rows equal an earlier one and are dropped (data.drop_duplicates)."],
        });
        var history = Enumerable.Range(1, Epochs).Select(Epoch).ToArray();
        new MetricsLog(directory.Metrics).Write(history);
        if (!Finished) return directory;

        var (result, predictions) = Score(config.Eval.Split, directory.Checkpoint(config.Eval.Checkpoint));
        var folder = directory.EvalFolder(config.Eval.Split);
        Directory.CreateDirectory(folder);
        JsonFile.Write(Path.Combine(folder, "metrics.json"), result);
        AtomicFile.WriteText(Path.Combine(folder, "predictions.csv"), predictions.ToCsv(ClassNames));
        JsonFile.Write(directory.Summary, Summary(config.Model.Name, result, history));
        return directory;
    }

    internal RunRecord Read(string runs) => RunRecord.Read(WriteTo(runs));

    private RunEnvironment Environment(string root) => new()
    {
        FertrainVersion = "0.1.0",
        Runtime = ".NET",
        OperatingSystem = "Linux",
        Cpu = "Some CPU",
        Cores = 2,
        Threads = Threads,
        LibtorchVersion = "1.13.1",
        Device = "cpu",
        StartedAt = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero),
        CommandLine = ["train", "--name", root],
        DataFingerprint = Fingerprint ?? "same",
    };

    private static EpochMetrics Epoch(int epoch) => new()
    {
        Epoch = epoch,
        LearningRate = 0.001,
        TrainLoss = 2.0 / epoch,
        TrainAccuracy = 0.2 * epoch,
        ValLoss = 2.1 / epoch,
        ValAccuracy = epoch == 2 ? 0.5 : 0.3, // the second is the best
        Seconds = 30,
        ImagesPerSecond = 100 * epoch,
    };

    private (EvaluationResult Result, Predictions Predictions) Score(SplitName split, string checkpoint)
    {
        var labels = Enumerable.Range(0, Faces).Select(face => face % ClassNames.Count).ToArray();
        var predictions = new Predictions(ClassNames.Count, [.. Enumerable.Range(FirstRow, Faces)], labels, [.. Enumerable.Range(0, Faces).SelectMany(Answer)]);
        var result = EvaluationResult.Of(new ScoredSplit
        {
            Members = [new(checkpoint, predictions.ToConfusionMatrix().Accuracy)],
            Split = split,
            ClassNames = ClassNames,
            Predictions = predictions,
            Leaked = [.. Enumerable.Range(0, Faces).Select(face => face < 10)],
            FacesFingerprint = Fingerprint,
            Resamples = 100,
        });
        return (result, predictions);

        IEnumerable<float> Answer(int face)
        {
            var answered = (labels[face] + (Wrong(face) ? 1 : 0)) % ClassNames.Count;
            return Enumerable.Range(0, ClassNames.Count).Select(c => c == answered ? 0.7f : 0.3f / (ClassNames.Count - 1));
        }
    }

    private static RunSummary Summary(string model, EvaluationResult result, EpochMetrics[] history) => new()
    {
        Model = model,
        Parameters = 58423,
        BestEpoch = 2,
        EpochsRun = history.Length,
        StoppedBy = StopReason.LastEpoch,
        BestValAccuracy = 0.5,
        Test = new()
        {
            Split = result.Split,
            Samples = result.Samples,
            Accuracy = result.Accuracy,
            StandardError = result.StandardError,
            LeakFreeAccuracy = result.LeakFree?.Accuracy,
            WeightedF1 = result.WeightedF1,
        },
        TrainSeconds = history.Sum(epoch => epoch.Seconds),
        PeakMemoryBytes = 1 << 20,
    };
}
