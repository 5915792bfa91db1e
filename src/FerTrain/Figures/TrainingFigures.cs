using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Training;

namespace FerTrain.Figures;

/// <summary>
/// The images in a run's plots/: its data before the first step, its curves after every epoch, or where epochs are short
/// as often as a twentieth of the time allows.
/// </summary>
public sealed class TrainingFigures(RunDirectory run, TimeProvider clock) : IProgress<TrainingEvent>
{
    private const int Rest = 20;

    private long _drawn;
    private TimeSpan _pause = TimeSpan.Zero;

    /// <exception cref="UserError">The folder can't be written.</exception>
    public void DrawData(PreparedData data, BalanceMethod balance, BatchPreview firstBatch)
    {
        var (faces, train) = (data.Faces, data.Split.Train);
        OutputFolder.Create(run.Plots);
        ClassDistribution.OfTraining(faces.ClassNames, ClassBalance.Of(data, balance)).SavePng(run.Plots, "class_distribution");
        ClassSamples.Draw(faces, train).SavePng(run.Plots, "samples");
        TrainBatch.Draw(faces.ClassNames, firstBatch).SavePng(run.Plots, "train_batch");
    }

    /// <exception cref="UserError">The folder can't be written.</exception>
    public void DrawCurves(IReadOnlyList<EpochMetrics> history, EpochMetrics best)
    {
        TrainingCurves.Accuracy(history, best).SavePng(run.Plots, "accuracy");
        TrainingCurves.Loss(history, best).SavePng(run.Plots, "loss");
        TrainingCurves.LearningRate(history).SavePng(run.Plots, "learning_rate");
    }

    public void Report(TrainingEvent value)
    {
        if (value is not TrainingEvent.EpochSaved saved || clock.GetElapsedTime(_drawn) < _pause) return;
        var start = clock.GetTimestamp();
        DrawCurves(saved.History, saved.Best);
        _drawn = clock.GetTimestamp();
        _pause = clock.GetElapsedTime(start, _drawn) * Rest;
    }
}
