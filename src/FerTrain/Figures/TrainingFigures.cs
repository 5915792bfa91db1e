using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Training;

namespace FerTrain.Figures;

/// <summary>
/// Draws the figures in a run's plots/: those of the data before the first step, and the curves after every epoch, or
/// less often where epochs are so short that drawing would take more than a twentieth of the time.
/// </summary>
internal sealed class TrainingFigures(RunDirectory run, IReadOnlyList<string> formats, TimeProvider clock) : IProgress<TrainingEvent>
{
    private const int Rest = 20;

    private long _drawn;
    private int _epochsDrawn;
    private TimeSpan _pause = TimeSpan.Zero;

    /// <exception cref="UserError">The folder cannot be written.</exception>
    public void DrawData(PreparedData data, BalanceMethod balance, BatchPreview firstBatch) =>
        RunFigures.Write(RunFigures.TrainingData, new TrainingDataInput(data, balance, firstBatch), run.Plots, formats);

    /// <exception cref="UserError">The folder cannot be written.</exception>
    public void DrawCurves(IReadOnlyList<EpochMetrics> history, EpochMetrics best) =>
        RunFigures.Write(RunFigures.Curves, new CurvesInput(history, best), run.Plots, formats);

    /// <summary>Draws the curves of a training that has ended, unless those of its last epoch are there already.</summary>
    /// <exception cref="UserError">The folder cannot be written.</exception>
    public void DrawLastCurves(IReadOnlyList<EpochMetrics> history, EpochMetrics best)
    {
        if (history.Count > _epochsDrawn) DrawCurves(history, best);
    }

    public void Report(TrainingEvent value)
    {
        if (value is not TrainingEvent.EpochSaved saved || clock.GetElapsedTime(_drawn) < _pause) return;
        var start = clock.GetTimestamp();
        DrawCurves(saved.History, saved.Best);
        _epochsDrawn = saved.History.Count;
        _drawn = clock.GetTimestamp();
        _pause = clock.GetElapsedTime(start, _drawn) * Rest;
    }
}
