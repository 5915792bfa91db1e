using FerTrain.Core.Config;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;

namespace FerTrain.Core.Sweeps;

/// <summary>How far a trial is.</summary>
internal enum TrialState
{
    /// <summary>It is trained and scored.</summary>
    Finished,

    /// <summary>Better settings trained on in its place.</summary>
    Dropped,

    /// <summary>A process trains it now.</summary>
    Training,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It waits for the others of its rung.</summary>
    Paused,

    /// <summary>It was interrupted, and goes on from its last checkpoint.</summary>
    Unfinished,

    /// <summary>It has not started.</summary>
    Waiting,
}

/// <summary>What the files of a trial say.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Run">Its run; null before its first checkpoint.</param>
/// <param name="History">Its finished epochs.</param>
/// <param name="Summary">Null until it is trained and scored.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
/// <param name="IsHeld">Whether a process trains it.</param>
internal sealed record TrialProgress(Trial Trial, RunDirectory? Run, IReadOnlyList<EpochMetrics> History, RunSummary? Summary, string? Failure, bool IsHeld)
{
    public static TrialProgress Of(Trial trial, RunDirectory? run, Sweep sweep)
    {
        var summary = run is { IsFinished: true } ? JsonFile.Read<RunSummary>(run.Summary) : null; // before the history, which it ends
        return new(trial, run, run is null ? [] : new MetricsLog(run.Metrics).Read(), summary, sweep.FailureOfTrial(trial), sweep.IsHeld(trial));
    }

    /// <summary>Whether it needs no more training for a rung: it has its epochs, or has ended before.</summary>
    public bool HasReached(Rung rung, bool isLast) => Summary is not null || (!isLast && History.Count >= rung.Epochs);

    /// <summary>Gives the validation accuracy, after so many epochs, of the checkpoint that counts; null where it has none.</summary>
    public double? Score(int epochs, RunConfig config)
    {
        EpochMetrics[] history = [.. History.Take(epochs)];
        if (history.Length == 0) return null;
        var stopping = config.EarlyStopping;
        var isRestored = Summary?.IsRestored(config) == true && history.Length == History.Count;
        return (config.Eval.Checkpoint != ScoredCheckpoint.Last ? RunRecord.BestOf(history, config)
            : isRestored ? Improvement.BestOf(history, stopping.Monitor, stopping.MinDelta)
            : history[^1])?.ValAccuracy;
    }
}

/// <summary>How far all trials are, and so what comes next: it follows from the files alone, and is the same for every process that looks.</summary>
internal sealed class SweepProgress
{
    private readonly Sweep _sweep;
    private readonly ILookup<int, TrialProgress> _bySetting;
    private readonly Dictionary<int, int> _rungs = [];
    private readonly HashSet<int> _dropped = [];

    public SweepProgress(Sweep sweep, IReadOnlyList<TrialProgress> trials)
    {
        (_sweep, Trials, _bySetting) = (sweep, trials, trials.ToLookup(trial => trial.Trial.Setting));
        IReadOnlyList<int> settings = [.. Enumerable.Range(1, sweep.Plan.Settings)];
        for (var rung = 0; ; rung++)
        {
            foreach (var setting in settings) _rungs[setting] = rung;
            if (rung == sweep.Plan.Rungs.Count - 1) break;
            if (!settings.SelectMany(setting => _bySetting[setting]).All(trial => trial.Failure is not null || trial.HasReached(sweep.Plan.Rungs[rung], isLast: false))) break;
            var survivors = Halving.Survivors(settings.ToDictionary(setting => setting, setting => MeanScore(setting, rung)), sweep.Plan.Rungs[rung + 1].Settings);
            _dropped.UnionWith(settings.Except(survivors));
            settings = survivors;
        }
    }

    public IReadOnlyList<TrialProgress> Trials { get; }

    /// <summary>Whether nothing is left to train.</summary>
    public bool IsComplete => Trials.All(trial => !IsOpen(trial));

    /// <summary>Lists the trials that need more training now and that no process has, in the order in which they are taken: those of early rungs first.</summary>
    public IEnumerable<TrialProgress> Ready => Trials
        .Where(trial => !trial.IsHeld && NeedsTraining(trial))
        .OrderBy(trial => RungOf(trial.Trial.Setting))
        .ThenBy(trial => trial.Trial.Number);

    /// <summary>Gives the epochs that a trial trains to before it waits for the others; null where it trains to its end.</summary>
    public int? PauseAfter(Trial trial) => RungOf(trial.Setting) == _sweep.Plan.Rungs.Count - 1 ? null : _sweep.Plan.Rungs[RungOf(trial.Setting)].Epochs;

    /// <summary>The rung, from 0, that a setting is in or was dropped at.</summary>
    public int RungOf(int setting) => _rungs[setting];

    public bool IsDropped(int setting) => _dropped.Contains(setting);

    public IEnumerable<TrialProgress> TrialsOf(int setting) => _bySetting[setting];

    public TrialState StateOf(TrialProgress trial) =>
        trial.Summary is not null ? TrialState.Finished
        : trial.IsHeld ? TrialState.Training
        : trial.Failure is not null ? TrialState.Failed
        : IsDropped(trial.Trial.Setting) ? TrialState.Dropped
        : trial.Run is not null ? NeedsTraining(trial) ? TrialState.Unfinished : TrialState.Paused
        : TrialState.Waiting;

    /// <summary>Gives the mean validation accuracy of a setting's trials at a rung; null where one of them has none.</summary>
    public double? MeanScore(int setting, int rung)
    {
        double?[] scores = [.. _bySetting[setting].Select(trial => Score(trial, rung))];
        return scores.Contains(null) ? null : scores.Average();
    }

    /// <summary>Gives the validation accuracy of a trial at a rung; null where it has failed or is not there yet.</summary>
    public double? Score(TrialProgress trial, int rung)
    {
        var own = _sweep.Plan.Rungs[rung];
        return trial.Failure is null && trial.HasReached(own, isLast: rung == _sweep.Plan.Rungs.Count - 1) ? trial.Score(own.Epochs, _sweep.ConfigOf(trial.Trial)) : null;
    }

    /// <summary>Gives the validation accuracy of a trial after the epochs that it has.</summary>
    public double? ScoreSoFar(TrialProgress trial) => trial.Score(int.MaxValue, _sweep.ConfigOf(trial.Trial));

    /// <summary>Whether a trial has more to train before it ends or waits.</summary>
    public bool NeedsTraining(Trial trial) => NeedsTraining(Trials[trial.Number - 1]);

    private bool NeedsTraining(TrialProgress trial) =>
        trial.Failure is null && IsOpen(trial) && !trial.HasReached(_sweep.Plan.Rungs[RungOf(trial.Trial.Setting)], PauseAfter(trial.Trial) is null);

    /// <summary>A trial that waits for its rung is open: it may train on.</summary>
    private bool IsOpen(TrialProgress trial) => trial.Summary is null && trial.Failure is null && !IsDropped(trial.Trial.Setting);
}
