using FerTrain.Core.Runs;

namespace FerTrain.Training;

/// <summary>How a training run ended.</summary>
public sealed record TrainingResult(IReadOnlyList<EpochMetrics> History, EpochMetrics Best, StopReason StoppedBy);
