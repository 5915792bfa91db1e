using System.Globalization;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Sweeps;
using FerTrain.Sweeps;
using static System.FormattableString;

namespace FerTrain.Cli.Rendering;

/// <summary>A sweep as lines: its plan, a line where a trial starts, pauses or ends, and the settings at the end.</summary>
internal sealed class SweepText(Terminal terminal, Sweep sweep) : IProgress<TrialChange>
{
    private const int Listed = 10;

    public void Start()
    {
        var plan = sweep.Plan;
        terminal.Output.WritePrintable($"sweep: {sweep.Root}");
        var folds = plan.Folds > 0 ? Invariant($" × {plan.Folds} folds") : "";
        terminal.Output.WritePrintable(
            $"plan: {Counted.Of(plan.Settings, "setting")} × {Counted.Of(plan.Seeds.Count, "seed")}{folds} = {Counted.Of(plan.Trials.Count, "trial")}, {EnumName.Of(plan.Search)}");
        if (plan.Rungs.Count > 1) terminal.Output.WritePrintable($"halving: {string.Join(", ", plan.Rungs.Select(rung => Invariant($"{rung.Settings} to epoch {rung.Epochs}")))}");
        terminal.Output.WriteLine();
    }

    public void Report(TrialChange value)
    {
        if (value.State is not (TrialState.Waiting or TrialState.Dropped)) Line(value.Trial, EnumName.Of(value.State), value.Score);
    }

    /// <summary>Writes the line of a trial that this process has trained, and still holds.</summary>
    public void Tell(Trial trial) => Tell(trial, own => own with { IsHeld = false });

    /// <summary>Writes the line of a trial that this process has not trained.</summary>
    public void TellUntrained(Trial trial) => Tell(trial, own => own);

    private void Tell(Trial trial, Func<TrialProgress, TrialProgress> seen)
    {
        var progress = sweep.Progress();
        var own = seen(progress.Trials[trial.Number - 1]);
        Line(own, EnumName.Of(progress.StateOf(own)), progress.ScoreSoFar(own));
    }

    private void Line(TrialProgress trial, string state, double? score)
    {
        var own = trial.Trial;
        var count = Invariant($"{sweep.Plan.Trials.Count}");
        var fold = own.Fold is { } f ? Invariant($"  fold {f}") : "";
        var accuracy = score is { } known ? Invariant($"val acc {known:F4}") : "";
        var number = own.Number.ToString(CultureInfo.InvariantCulture).PadLeft(count.Length);
        var epochs = sweep.ConfigOf(own) is { TrainsInEpochs: true } config ? Invariant($"  epoch {trial.History.Count}/{config.Train.Epochs}") : "";
        var failure = trial.Failure is null ? "" : $": {trial.Failure}";
        terminal.Output.WritePrintable(Invariant(
            $"trial {number}/{count}  setting {own.Setting}  seed {own.Seed}{fold}{epochs}  {accuracy}  {state}{failure}"));
    }

    public void Stop(SweepResult result)
    {
        var finished = result.States.GetValueOrDefault(TrialState.Finished);
        terminal.Output.WritePrintable(Invariant(
            $"Stopped with {finished} of {result.Trials.Count} trials finished. Go on with: {ProgramCommand.Of(["sweep", "--resume", sweep.Root])}"));
    }

    /// <summary>Writes the best settings and what they mean.</summary>
    public static void Write(Terminal terminal, Sweep sweep, SweepResult result)
    {
        var output = terminal.Output;
        output.WriteLine();
        TextTable.Write(terminal, [.. SweepTable.Settings(result).Take(Listed + 1)]);
        if (result.Settings.Count > Listed) output.WriteLine(Invariant($"… and {result.Settings.Count - Listed} more in settings.csv"));
        output.WriteLine();
        WrappedText.Write(output, SweepTable.Verdict(result) + ".");
        foreach (var note in result.Notes) WrappedText.Write(output, note);
        output.WriteLine();
        output.WritePrintable($"report: {sweep.Report}");
        if (!result.Complete) output.WritePrintable($"go on:  {ProgramCommand.Of(["sweep", "--resume", sweep.Root])}");
        else if (sweep.Plan.Folds > 0) output.WritePrintable($"next:   {ProgramCommand.Of(["data", "suspects", sweep.Root])}");
    }

    public static void WriteTrials(Terminal terminal, SweepResult result)
    {
        TextTable.Write(terminal, SweepTable.Trials(result));
        terminal.Output.WriteLine();
        terminal.Output.WritePrintable(string.Join(", ", result.States.Select(state => Invariant($"{state.Value} {EnumName.Of(state.Key)}"))));
        foreach (var trial in result.Trials.Where(trial => trial.Failure is not null)) terminal.Output.WritePrintable(Invariant($"trial {trial.Trial}: {trial.Failure}"));
        WrappedText.Write(terminal.Output, SweepTable.Verdict(result) + ".");
    }

    /// <summary>Says what Slurm has taken.</summary>
    public static string Submitted(Sweep sweep, SlurmJobs jobs) =>
        $"Submitted: array {string.Join(", then ", jobs.Arrays)}, then job {jobs.Collect}, which collects.\nSee: {ProgramCommand.Of(["sweep", "status", sweep.Root])}";

    /// <summary>Says what to do with the printed commands.</summary>
    public static string AfterPrinted(Sweep sweep) =>
        (sweep.Plan.Rungs.Count > 1 ? $"Halving: run all of these {sweep.Plan.Rungs.Count} times, each time after all have ended. " : "Run these in any order, side by side. ")
        + $"Then: {ProgramCommand.Of(["sweep", "collect", Path.GetFullPath(sweep.Root)])}";
}
