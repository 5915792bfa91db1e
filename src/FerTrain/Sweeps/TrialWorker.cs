using System.Globalization;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;
using FerTrain.Core.Sweeps;

namespace FerTrain.Sweeps;

/// <summary>
/// Trains trials of a sweep until none is left: any number of processes may do so side by side, on one machine or on several
/// that share the folder, and each trial has one of them at a time.
/// </summary>
internal sealed class TrialWorker(Sweep sweep, TrainingOptions options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.3);

    /// <summary>Trains what is ready, and waits where others must finish a rung first.</summary>
    /// <param name="ended">Told of each trial that ends or pauses.</param>
    /// <param name="cancel">Saves the trial that trains, and stops.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="UserError">The folder cannot be written; what a trial itself fails by is its own failure.</exception>
    public void Run(Action<Trial> ended, CancellationToken cancel)
    {
        for (var progress = sweep.Progress(); !progress.IsComplete; progress = sweep.Progress())
        {
            cancel.ThrowIfCancellationRequested();
            if (progress.Ready.Any(trial => TryTrain(trial.Trial, ended, cancel))) continue;
            cancel.WaitHandle.WaitOne(Patience);
        }
    }

    /// <summary>Trains one trial as far as it goes now; false where another process has it or it has no more to do.</summary>
    /// <inheritdoc cref="Run"/>
    public bool TryTrain(Trial trial, Action<Trial> ended, CancellationToken cancel)
    {
        using var claim = sweep.TryClaim(trial);
        if (claim is null) return false;
        var progress = sweep.Progress(); // anew: the trial may have ended before it was locked
        if (!progress.NeedsTraining(trial)) return false;
        DeleteLeftovers(trial);
        try
        {
            Train(trial, progress.PauseAfter(trial), cancel);
        }
        catch (UserError failure)
        {
            sweep.Fail(trial, failure.Message);
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            claim.Crash(); // so that the sweep can tell which trial it was, and go on with the others
            throw;
        }

        ended(trial);
        return true;
    }

    private void Train(Trial trial, int? pause, CancellationToken cancel)
    {
        var own = options with
        {
            Runs = sweep.Root,
            Name = trial.Name,
            CommandLine = ["sweep", "work", sweep.Root, "--trial", trial.Number.ToString(CultureInfo.InvariantCulture)],
        };
        _ = TrainingSession.ResumeOrCreate(sweep.ConfigOf(trial), own, out _, cancel)?.RunUntil(pause ?? int.MaxValue, cancel);
    }

    /// <summary>Deletes what a killed process left of the trial before its first checkpoint.</summary>
    private void DeleteLeftovers(Trial trial)
    {
        foreach (var run in RunFinder.All(sweep.Root).Where(run => RunDirectory.NameWithoutTime(Path.GetFileName(run.Root)) == trial.Name && RunStates.Of(run) == RunState.Failed))
            OutputFolder.TryDelete(run.Root);
    }
}
