using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Models;
using FerTrain.Training.Initialization;

namespace FerTrain.Training;

/// <summary>Trains one model into a run directory.</summary>
internal interface ITrainer : IDisposable
{
    /// <summary>Identifies the data that this trains on.</summary>
    string DataFingerprint { get; }

    /// <summary>Null where the size depends on a training that has not ended.</summary>
    ParameterCounts? Parameters { get; }

    /// <summary>The next epoch, counted from 1.</summary>
    int Epoch { get; }

    /// <summary>Whether nothing is left to train.</summary>
    bool IsOver { get; }

    /// <summary>Resumes where the checkpoint was written.</summary>
    /// <exception cref="UserError">It is of another model, other data, or damaged; or such models are trained in one go.</exception>
    void Resume(Checkpoint checkpoint);

    /// <summary>Starts from these weights in place of those that the seed samples.</summary>
    void Initialize(InitialWeights weights);

    /// <summary>Gives the first images that the run trains on, without changing anything random.</summary>
    BatchPreview FirstBatch();

    /// <summary>Trains to the end, or only until an epoch before it, which last.pt then holds; null where it pauses there.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="UserError">Training fails, or the run directory can't be written.</exception>
    TrainingResult? Run(int pause, CancellationToken cancel);
}

/// <summary>Says how a training run ended.</summary>
internal sealed record TrainingResult(IReadOnlyList<EpochMetrics> History, EpochMetrics Best, StopReason StoppedBy);
