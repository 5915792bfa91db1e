using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;

namespace FerTrain.Core.Runs;

/// <summary>Reads a run directory back; a run that still trains has no summary and no evaluation yet.</summary>
internal sealed record RunRecord
{
    public required RunDirectory Directory { get; init; }

    public required RunConfig Config { get; init; }

    public required RunEnvironment Environment { get; init; }

    /// <summary>Null until training ends, and again while a finished run is resumed.</summary>
    public required RunSummary? Summary { get; init; }

    public required IReadOnlyList<EpochMetrics> History { get; init; }

    /// <summary>The result of the checkpoint and on the split that the config's eval block names; null before there is one.</summary>
    public required EvaluationResult? Evaluation { get; init; }

    /// <summary>Its results on the other splits of the config's eval.splits.</summary>
    public IReadOnlyList<EvaluationResult> OtherEvaluations { get; init; } = [];

    /// <summary>The predictions behind <see cref="Evaluation"/>; null where they are not kept.</summary>
    public required Predictions? Predictions { get; init; }

    /// <summary>What the run learns from; null in runs of older versions and for an ensemble.</summary>
    public DataRecord? Data { get; init; }

    /// <summary>The members of an ensemble; null for a run.</summary>
    public EnsembleRecord? Ensemble { get; init; }

    public string Name => Path.GetFileName(Directory.Root);

    public bool IsFinished => Summary is not null || Ensemble is not null;

    public bool LearntSyntheticFaces => RunCautions.OfTraining(this).Contains(ModelCautions.SyntheticFaces);

    /// <summary>The network, or the size of an ensemble.</summary>
    public string Model => Ensemble?.Model ?? Config.Model.Name;

    /// <summary>Null until training ends.</summary>
    public long? Parameters => Ensemble?.Parameters ?? Summary?.Parameters;

    /// <summary>The epoch of best.pt.</summary>
    public EpochMetrics? Best => BestOf(History, Config);

    public double TrainSeconds => Ensemble?.TrainSeconds ?? History.Sum(epoch => epoch.Seconds);

    /// <summary>The mean over all epochs; null where they took no time.</summary>
    public double? ImagesPerSecond =>
        Ensemble is null && TrainSeconds > 0 ? History.Sum(epoch => epoch.ImagesPerSecond * epoch.Seconds) / TrainSeconds : null;

    /// <exception cref="UserError">A file is missing or damaged.</exception>
    public static RunRecord Read(RunDirectory directory)
    {
        if (!File.Exists(directory.Config))
            throw new UserError($"Run '{directory.Root}' has no config.yaml.");
        var config = ConfigFile.Load(directory.Config, []);
        var ensemble = ReadIfThere<EnsembleRecord>(directory.Ensemble);
        var history = ensemble is null ? new MetricsLog(directory.Metrics).Read() : [];
        var summary = ReadIfThere<RunSummary>(directory.Summary);
        if (summary?.EpochsRun > 0 && history.Count == 0)
            throw new UserError($"{directory.Metrics} is missing or empty, and the run has ended after {Counted.Of(summary.EpochsRun, "epoch")}.");
        var split = ensemble?.Split ?? summary?.Test.Split ?? config.Eval.Split;
        var evaluation = ReadIfThere<EvaluationResult>(directory.Scores(split));
        var predictions = directory.Predictions(split);
        return new RunRecord
        {
            Directory = directory,
            Config = config,
            Environment = JsonFile.Read<RunEnvironment>(directory.Environment),
            Summary = summary?.EpochsRun == history.Count ? summary : null,
            History = history,
            Data = ReadIfThere<DataRecord>(directory.Data),
            Ensemble = ensemble,
            Evaluation = evaluation,
            OtherEvaluations = [.. config.Eval.Splits.Distinct().Where(other => other != split)
                .Select(other => ReadIfThere<EvaluationResult>(directory.Scores(other))).OfType<EvaluationResult>()],
            Predictions = evaluation is not null && File.Exists(predictions)
                ? PredictionsFile.Read(predictions, [.. evaluation.Classes.Select(c => c.Name)])
                : null,
        };
    }

    /// <summary>Gives the keys of the config that differ from the defaults, with their values.</summary>
    public IReadOnlyDictionary<string, string> Changes() => ConfigKeys.Differences([new RunConfig(), Config]).ToDictionary(key => key.Key, key => key.Values[1]);

    /// <summary>Finds the epoch of best.pt; null before there is one.</summary>
    public static EpochMetrics? BestOf(IReadOnlyList<EpochMetrics> history, RunConfig config) => Improvement.BestOf(history, config.Checkpoint.Monitor);

    private static T? ReadIfThere<T>(string path) where T : class => File.Exists(path) ? JsonFile.Read<T>(path) : null;
}
