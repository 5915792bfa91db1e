using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Errors;
using FerTrain.Core.Sweeps;
using FerTrain.Sweeps;
using FerTrain.Training;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain sweep status SWEEP</c></summary>
internal static class SweepStatusVerb
{
    public static Command Create(Terminal terminal)
    {
        var (sweep, runs, json) = (SweepArgument.Create(), SharedOptions.Runs(), SharedOptions.Json());
        var verb = new Verb("status", "Show how far each trial of a sweep is, from the files in its folder, while it runs or later.",
            "fertrain sweep status mini_xception_sweep",
            "fertrain sweep status runs/20261129_101500_mini_xception_sweep --json") { sweep, runs, json };
        verb.SetAction(parse =>
        {
            var own = Sweep.Open(parse.GetRequiredValue(sweep), parse.GetValue(runs)!);
            var result = SweepResult.Of(own, own.Progress());
            if (parse.GetValue(json)) JsonOutput.Write(terminal.Output, result);
            else SweepText.WriteTrials(terminal, result);
            if (SlurmArray.Queue(own, result.Complete) is { } queue) (parse.GetValue(json) ? terminal.Error : terminal.Output).WritePrintable(queue);
        });
        return verb;
    }
}

/// <summary><c>fertrain sweep collect SWEEP</c></summary>
internal static class SweepCollectVerb
{
    public static Command Create(Terminal terminal)
    {
        var (sweep, runs, device, threads, json) = (SweepArgument.Create(), SharedOptions.Runs(), SharedOptions.Device(), SharedOptions.Threads(), SharedOptions.Json());
        var verb = new Verb("collect", "Write the tables, figures and report of a sweep anew; the winner is scored on the test split once nothing is left to train.",
            "fertrain sweep collect mini_xception_sweep",
            "fertrain sweep collect runs/20261129_101500_mini_xception_sweep --json") { sweep, runs, device, threads, json };
        verb.SetAction((parse, cancel) =>
        {
            var own = Sweep.Open(parse.GetRequiredValue(sweep), parse.GetValue(runs)!);
            var result = SweepCollection.Write(own, own.Progress().IsComplete, () => Devices.Find(parse.GetValue(device)!, parse.GetValue(threads)), cancel);
            SweepText.Write(parse.GetValue(json) ? terminal with { Output = terminal.Error } : terminal, own, result);
            if (parse.GetValue(json)) JsonOutput.Write(terminal.Output, result);
            return Task.FromResult(0);
        });
        return verb;
    }
}

/// <summary><c>fertrain sweep work SWEEP [--trial N]</c></summary>
internal static class SweepWorkVerb
{
    public static Command Create(Terminal terminal)
    {
        var (sweep, runs, device, threads) = (SweepArgument.Create(), SharedOptions.Runs(), SharedOptions.Device(), SharedOptions.Threads());
        var trial = new Option<int?>("--trial") { Description = "Train this trial alone, as far as it goes now; any that is free without it, until none is left." };
        var attached = new Option<bool>("--attached") { Description = "Stop and save when standard input closes.", Hidden = true };
        var verb = new Verb("work", "Train trials of a sweep in this process, beside any others that do, also on other machines that share its folder.",
            "fertrain sweep work mini_xception_sweep",
            "fertrain sweep work runs/20261129_101500_mini_xception_sweep --trial 7") { sweep, trial, runs, device, threads, attached };
        verb.SetAction((parse, cancel) =>
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            if (parse.GetValue(attached)) StopWithInput(stop);
            var own = Sweep.Open(parse.GetRequiredValue(sweep), parse.GetValue(runs)!);
            var options = new TrainingOptions { Device = parse.GetValue(device)!, Threads = parse.GetValue(threads) };
            var progress = new SweepText(terminal, own);
            _ = Devices.Find(options.Device, options.Threads); // what no trial can train on is no fault of a trial
            var worker = new TrialWorker(own, options);
            if (parse.GetValue(trial) is not { } number)
            {
                worker.Run(progress.Tell, stop.Token);
                return Task.FromResult(0);
            }

            if (number < 1 || number > own.Plan.Trials.Count) throw new UserError($"--trial is {number}. Expected: 1 to {own.Plan.Trials.Count}.");
            var one = own.Plan.Trials[number - 1];
            if (!worker.TryTrain(one, progress.Tell, stop.Token)) progress.TellUntrained(one);
            return Task.FromResult(own.FailureOfTrial(one) is null ? 0 : App.UserMistake); // a batch system judges a task by this
        });
        return verb;
    }

    /// <summary>The command that trains one trial, whatever the current folder.</summary>
    public static IReadOnlyList<string> CommandOf(Sweep sweep, Trial trial, IEnumerable<string> options) =>
        ["sweep", "work", Path.GetFullPath(sweep.Root), "--trial", FormattableString.Invariant($"{trial.Number}"), .. options];

    /// <summary>The process that started this one holds the other end, and its death closes it.</summary>
    private static void StopWithInput(CancellationTokenSource stop) => new Thread(() =>
    {
        using var input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0) { }
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    })
    { IsBackground = true }.Start();
}

/// <summary>Makes the argument that names a sweep.</summary>
internal static class SweepArgument
{
    public static Argument<string> Create() => new("sweep") { Description = "The sweep's folder, its name in --runs or a unique part of that." };
}
