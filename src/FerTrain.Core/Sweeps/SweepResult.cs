using System.Collections.Immutable;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;

namespace FerTrain.Core.Sweeps;

/// <summary>What a sweep has come to so far, in snake_case the object of sweep.json and <c>sweep --json</c>.</summary>
internal sealed record SweepResult
{
    public required string Sweep { get; init; }

    public required SearchMethod Search { get; init; }

    /// <summary>Whether nothing is left to train.</summary>
    public required bool Complete { get; init; }

    /// <summary>How many trials are in each state.</summary>
    public required IReadOnlyDictionary<TrialState, int> States { get; init; }

    /// <summary>The setting with the highest mean validation accuracy of those that are trained to the end; null before there is one.</summary>
    public required int? Winner { get; init; }

    /// <summary>The settings, the best first: those of a later rung before others, then by their mean validation accuracy.</summary>
    public required IReadOnlyList<SettingResult> Settings { get; init; }

    /// <summary>The epochs after which all settings are compared for the importance of the keys.</summary>
    public required int ImportanceEpochs { get; init; }

    public required IReadOnlyList<KeyImportance> Importance { get; init; }

    public required IReadOnlyList<TrialResult> Trials { get; init; }

    /// <summary>Sentences that a reader of the scores must know.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <param name="sweep">The sweep.</param>
    /// <param name="progress">How far its trials are.</param>
    public static SweepResult Of(Sweep sweep, SweepProgress progress)
    {
        SettingResult[] settings =
        [
            .. Enumerable.Range(1, sweep.Plan.Settings).Select(setting => SettingResult.Of(setting, sweep, progress))
                .OrderByDescending(setting => setting.Rung).ThenByDescending(setting => setting.ValAccuracy?.Mean).ThenBy(setting => setting.Setting),
        ];
        var winner = settings.FirstOrDefault(setting => setting.Rung == sweep.Plan.Rungs.Count && setting.ValAccuracy is not null);
        return new SweepResult
        {
            Sweep = sweep.Root,
            Search = sweep.Plan.Search,
            Complete = progress.IsComplete,
            States = progress.Trials.CountBy(progress.StateOf).OrderBy(state => state.Key).ToDictionary(state => state.Key, state => state.Value),
            Winner = winner?.Setting,
            Settings = settings,
            ImportanceEpochs = sweep.Plan.Rungs[0].Epochs,
            Importance = KeyImportance.Of(sweep.Plan.Keys, [.. from setting in settings
                                                              let score = progress.MeanScore(setting.Setting, 0)
                                                              where score is not null
                                                              select (setting.Values, score.Value)]),
            Trials = [.. progress.Trials.Select(trial => TrialResult.Of(trial, progress))],
            Notes = [.. SweepNotes.Of(sweep, progress, winner, settings)],
        };
    }
}

/// <summary>A setting over its seeds and folds.</summary>
internal sealed record SettingResult
{
    public required int Setting { get; init; }

    public required ImmutableSortedDictionary<string, string> Values { get; init; }

    /// <summary>The rung, from 1, that it is in or was dropped at.</summary>
    public required int Rung { get; init; }

    /// <summary>The epochs of that rung, after which it is scored.</summary>
    public required int Epochs { get; init; }

    /// <summary>How many of its trials have their score there.</summary>
    public required int Scored { get; init; }

    /// <summary>The validation accuracy with each seed, the mean over its folds; empty until every trial has one.</summary>
    public required IReadOnlyList<double> SeedAccuracies { get; init; }

    /// <summary>Their mean and, over seeds, deviation; with a single seed the deviation is that over its folds.</summary>
    public required MeanAndDeviation? ValAccuracy { get; init; }

    /// <summary>The same of the test split, for settings that have been scored on it.</summary>
    public required MeanAndDeviation? TestAccuracy { get; init; }

    public required double TrainSeconds { get; init; }

    public static SettingResult Of(int setting, Sweep sweep, SweepProgress progress)
    {
        TrialProgress[] trials = [.. progress.TrialsOf(setting)];
        // Halving compares a dropped setting at its last rung; one whose rung has not ended has no score yet.
        var rung = progress.RungOf(setting);
        (long Seed, double Score)[] scores =
        [
            .. from trial in trials
               let score = progress.Score(trial, rung)
               where score is not null
               select (trial.Trial.Seed, score.Value),
        ];
        var isScored = scores.Length == trials.Length;
        return new SettingResult
        {
            Setting = setting,
            Values = trials[0].Trial.Values,
            Rung = rung + 1,
            Epochs = sweep.Plan.Rungs[rung].Epochs,
            Scored = scores.Length,
            SeedAccuracies = isScored ? OverFolds(scores) : [],
            ValAccuracy = isScored ? Spread(scores) : null,
            TestAccuracy = TestOf(trials, sweep),
            TrainSeconds = trials.Sum(trial => trial.History.Sum(epoch => epoch.Seconds)),
        };
    }

    private static MeanAndDeviation? TestOf(TrialProgress[] trials, Sweep sweep)
    {
        var files = trials.Select(trial => trial.Run is null ? "" : trial.Run.Scores(sweep.Config.Eval.Split)).ToArray();
        return sweep.Config.Eval.Split == Config.SplitName.Test && Array.TrueForAll(files, File.Exists)
            ? Spread(trials.Zip(files, (trial, file) => (trial.Trial.Seed, JsonFile.Read<EvaluationResult>(file).Accuracy)))
            : null;
    }

    /// <summary>Over seeds where there are several: folds of one training set are not independent (Bengio and Grandvalet, 2004).</summary>
    private static MeanAndDeviation Spread(IEnumerable<(long Seed, double Score)> scores)
    {
        var all = scores.ToArray();
        var seeds = OverFolds(all);
        return MeanAndDeviation.Of(seeds.Length > 1 ? seeds : [.. all.Select(own => own.Score)]);
    }

    private static double[] OverFolds(IEnumerable<(long Seed, double Score)> scores) => [.. scores.GroupBy(own => own.Seed).Select(seed => seed.Average(own => own.Score))];
}

/// <summary>A trial as a row of the table.</summary>
internal sealed record TrialResult
{
    public required int Trial { get; init; }

    public required int Setting { get; init; }

    public required long Seed { get; init; }

    public required int? Fold { get; init; }

    public required ImmutableSortedDictionary<string, string> Values { get; init; }

    public required TrialState State { get; init; }

    public required int Epochs { get; init; }

    /// <summary>The validation accuracy of its checkpoint that counts; null before its first epoch.</summary>
    public required double? ValAccuracy { get; init; }

    public required double TrainSeconds { get; init; }

    /// <summary>The folder of its run; null where it has none.</summary>
    public required string? Run { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public required string? Failure { get; init; }

    public static TrialResult Of(TrialProgress trial, SweepProgress progress) => new()
    {
        Trial = trial.Trial.Number,
        Setting = trial.Trial.Setting,
        Seed = trial.Trial.Seed,
        Fold = trial.Trial.Fold,
        Values = trial.Trial.Values,
        State = progress.StateOf(trial),
        Epochs = trial.History.Count,
        ValAccuracy = progress.ScoreSoFar(trial),
        TrainSeconds = trial.History.Sum(epoch => epoch.Seconds),
        Run = trial.Run is null ? null : Path.GetFileName(trial.Run.Root),
        Failure = trial.Failure,
    };
}
