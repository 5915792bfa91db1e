using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Training;

namespace FerTrain.Figures;

/// <summary>The pictures in a run's plots/: its data before the first step, its curves after every epoch.</summary>
public sealed class TrainingFigures(RunDirectory run) : IProgress<TrainingEvent>
{
    /// <exception cref="UserError">The folder can't be written.</exception>
    public void DrawData(PreparedData data, BalanceRule balance, SeenBatch firstBatch)
    {
        var (faces, train) = (data.Faces, data.Split.Train);
        OutputFolder.Create(run.Plots);
        Write("class_distribution.png", ClassDistribution.OfTraining(faces.ClassNames, ClassBalance.Of(data, balance)));
        Write("samples.png", ClassSamples.Draw(faces, train));
        Write("train_batch.png", TrainBatch.Draw(faces.ClassNames, firstBatch));
    }

    /// <exception cref="UserError">The folder can't be written.</exception>
    public void DrawCurves(IReadOnlyList<EpochMetrics> history, EpochMetrics best)
    {
        Write("accuracy.png", TrainingCurves.Accuracy(history, best));
        Write("loss.png", TrainingCurves.Loss(history, best));
        Write("learning_rate.png", TrainingCurves.LearningRate(history));
    }

    public void Report(TrainingEvent value)
    {
        if (value is TrainingEvent.EpochSaved saved) DrawCurves(saved.History, saved.Best);
    }

    private void Write(string name, Figure figure)
    {
        using (figure) figure.WritePng(Path.Combine(run.Plots, name));
    }
}
