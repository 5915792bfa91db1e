using FerTrain.Core.Config;
using FerTrain.Core.Metrics;
using static System.FormattableString;

namespace FerTrain.Core.Sweeps;

/// <summary>The sentences that keep a sweep honest.</summary>
internal static class SweepNotes
{
    public static IEnumerable<string> Of(Sweep sweep, SweepProgress progress, SettingResult? winner, IReadOnlyList<SettingResult> settings)
    {
        var plan = sweep.Plan;
        if (!progress.IsComplete)
        {
            var open = progress.Trials.Count(trial => progress.StateOf(trial) is TrialState.Waiting or TrialState.Paused or TrialState.Unfinished or TrialState.Training);
            yield return Invariant($"The sweep is not complete: {Counted.Of(open, "trial")} may still train, and another setting may become the best.");
        }

        if (progress.Trials.Count(trial => trial.Failure is not null) is > 0 and var failed)
            yield return Invariant($"{Counted.Of(failed, "trial")} failed; their settings have no score.");
        if (plan.Settings > 1)
        {
            var epoch = !sweep.Config.TrainsInEpochs ? ""
                : sweep.Config.Eval.Checkpoint == ScoredCheckpoint.Last ? ", each after its last epoch"
                : $", each at its best epoch by {EnumName.Of(sweep.Config.Checkpoint.Monitor)}";
            yield return $"Settings are chosen by their {(plan.Folds > 0 ? "accuracy on the fold that they did not learn from" : "validation accuracy")} alone{epoch}.";
            if (winner is not null)
                yield return Invariant(
                    $"The winner is the highest of {settings.Count(setting => setting.Rung == winner.Rung && setting.ValAccuracy is not null)} scores, so its own is too high by some luck{(winner.TestAccuracy is null ? "" : "; its test score is not")}.");
        }

        yield return Spread(plan, winner);
        if (plan.Rungs.Count > 1)
        {
            var rungs = plan.Rungs.Select(rung => $"{Counted.Of(rung.Settings, "setting")} after {Counted.Of(rung.Epochs, "epoch")}");
            yield return $"Halving compares settings at equal epochs only: {string.Join(", ", rungs)}. A setting that starts slowly is dropped.";
        }

        if (Tested(settings, winner) is { } tested) yield return tested;
    }

    private static string Spread(SweepPlan plan, SettingResult? winner) => (plan.Seeds.Count, plan.Folds) switch
    {
        (1, 0) => Invariant(
            $"Every setting was trained with one seed, so nothing is known of the spread between trainings: settings whose scores are close may trade places. Several --seeds measure it."),
        (1, _) => Invariant(
            $"± is the standard deviation over {plan.Folds} folds with one seed. The folds share training faces, so it understates how far other faces and seeds would move the mean (Bengio and Grandvalet, 2004)."),
        (var seeds, 0) => Invariant($"± is the standard deviation over {seeds} seeds{Closest(winner, seeds)}."),
        (var seeds, var folds) => Invariant($"± is the standard deviation over {seeds} seeds of the mean over {folds} folds{Closest(winner, seeds)}."),
    };

    private static string Closest(SettingResult? winner, int seeds) => winner?.ValAccuracy is { } score && StudentT.HalfWidth(score, seeds) is { } half
        ? $"; the winner's mean has a 95 % confidence interval of ± {MetricFormat.Percent.Text(half)} by Student's t"
        : "";

    private static string? Tested(IReadOnlyList<SettingResult> settings, SettingResult? winner)
    {
        int[] tested = [.. settings.Where(setting => setting.TestAccuracy is not null).Select(setting => setting.Setting).Order()];
        return tested.Length == 0 ? null
            : tested is [var only] && only == winner?.Setting ? $"The test split was scored for the winner alone, setting {only}, after it was chosen."
            : $"The test split was scored for setting{(tested.Length == 1 ? "" : "s")} {string.Join(", ", tested)}: the sweep went on after its first end, so a later test score is no longer the first look at that split.";
    }
}
