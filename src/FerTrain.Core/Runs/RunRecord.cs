using FerTrain.Core.Config;
using FerTrain.Core.Errors;
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

    public string Name => Path.GetFileName(Directory.Root);

    /// <summary>The epoch of best.pt.</summary>
    public EpochMetrics? Best => Config.Checkpoint.Monitor switch
    {
        MonitoredMetric.ValLoss => History.MinBy(epoch => epoch.ValLoss),
        MonitoredMetric.TrainLoss => History.MinBy(epoch => epoch.TrainLoss),
        MonitoredMetric.TrainAccuracy => History.MaxBy(epoch => epoch.TrainAccuracy),
        _ => History.MaxBy(epoch => epoch.ValAccuracy),
    };

    public double TrainSeconds => History.Sum(epoch => epoch.Seconds);

    /// <summary>The mean over all epochs; null where they took no time.</summary>
    public double? ImagesPerSecond =>
        TrainSeconds > 0 ? History.Sum(epoch => epoch.ImagesPerSecond * epoch.Seconds) / TrainSeconds : null;

    /// <exception cref="UserError">A file is missing or damaged.</exception>
    public static RunRecord Read(RunDirectory directory)
    {
        if (!File.Exists(directory.Config))
            throw new UserError($"Run '{directory.Root}' has no config.yaml.");
        var config = ConfigFile.Load(directory.Config, []);
        var history = new MetricsLog(directory.Metrics).Read();
        var summary = File.Exists(directory.Summary) ? JsonFile.Read<RunSummary>(directory.Summary) : null;
        var folder = directory.EvalFolder(summary?.Test.Split ?? config.Eval.Split);
        var evaluation = ReadEvaluation(Path.Combine(folder, "metrics.json"));
        var predictions = Path.Combine(folder, "predictions.csv");
        return new RunRecord
        {
            Directory = directory,
            Config = config,
            Environment = JsonFile.Read<RunEnvironment>(directory.Environment),
            Summary = summary?.EpochsRun == history.Count ? summary : null,
            History = history,
            Evaluation = evaluation,
            OtherEvaluations = [.. config.Eval.Splits.Distinct().Select(directory.EvalFolder).Where(other => other != folder)
                .Select(other => ReadEvaluation(Path.Combine(other, "metrics.json"))).OfType<EvaluationResult>()],
            Predictions = evaluation is not null && File.Exists(predictions)
                ? PredictionsFile.Read(predictions, [.. evaluation.Classes.Select(c => c.Name)])
                : null,
        };
    }

    private static EvaluationResult? ReadEvaluation(string path) => File.Exists(path) ? JsonFile.Read<EvaluationResult>(path) : null;
}

/// <summary>Warns, one sentence each, of what makes a run's score look better than its model is.</summary>
internal static class RunCautions
{
    public static IEnumerable<string> Of(RunRecord run)
    {
        if (run.Evaluation is not { } scored) yield break;
        if (scored.Split == EnumName.Of(SplitName.Train))
            yield return "The model learnt from these very faces: the score says nothing about new ones.";
        var file = Path.GetFileName(scored.Checkpoint);
        var isChosen = file != Path.GetFileName(run.Directory.LastCheckpoint) || run.Config.EarlyStopping.Patience > 0;
        if (scored.Split == EnumName.Of(SplitName.Val) && isChosen)
            yield return "The validation faces also chose the epoch, so they flatter the model.";
        if (run.Config.Data.ValidateOn == ValidationFaces.Train)
            yield return "The training faces were the validation faces too: the validation loss and accuracy, and the epoch that they chose, say nothing about new faces.";
        if (run.Config.Data.Balance == BalanceMethod.OversampleBeforeSplit)
            yield return "The faces were oversampled before they were split, so copies of scored faces are among the training faces, and among each other, which makes the errors too small; the leak-free accuracy is the one to quote.";
        if (file != Path.GetFileName(run.Directory.Checkpoint(run.Config.Eval.Checkpoint)))
            yield return $"The score is of {file}, not of the {EnumName.Of(run.Config.Eval.Checkpoint)} checkpoint.";
    }
}
