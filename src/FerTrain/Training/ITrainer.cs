using FerTrain.Core.Errors;
using FerTrain.Models;

namespace FerTrain.Training;

/// <summary>Trains one model into a run directory.</summary>
public interface ITrainer : IDisposable
{
    /// <summary>Of the data that this trains on.</summary>
    string DataFingerprint { get; }

    /// <summary>Null where training decides it and has not yet.</summary>
    ParameterCounts? Parameters { get; }

    /// <summary>The one that comes next, counted from 1.</summary>
    int Epoch { get; }

    /// <summary>Goes on where the checkpoint was written.</summary>
    /// <exception cref="UserError">It is of another model, other data, or damaged; or such models are trained in one go.</exception>
    void Resume(Checkpoint checkpoint);

    /// <summary>What the run trains on first. Looking at it changes nothing that chance decides.</summary>
    BatchPreview FirstBatch();

    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="UserError">Training fails, or the run directory can't be written.</exception>
    TrainingResult Run(CancellationToken cancel);
}
