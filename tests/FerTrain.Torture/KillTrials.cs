using FerTrain.Core;
using FerTrain.Torture.Faults;

namespace FerTrain.Torture;

/// <summary>Kills trainings as <c>kill -9</c> does, resumes them, and compares what they come to with one that was never interrupted.</summary>
internal sealed class KillTrials(Workplace workplace, string csv, Tally tally)
{
    private const string Run = "run";

    private RunFolder? _whole;

    /// <param name="commits">How many renames and fsyncs, spread evenly; all where there are fewer.</param>
    /// <param name="times">How many random moments.</param>
    /// <param name="seed">Chooses the moments.</param>
    /// <param name="jobs">Processes at a time.</param>
    public void Try(int commits, int times, long seed, int jobs)
    {
        var folder = workplace.Trial();
        var (whole, calls) = FaultyProcess.Run(folder, new FaultPlan(Fault.Kill, At: 0), Training(folder));
        if (whole.Exit != 0) throw new InvalidOperationException($"The training that is not interrupted failed: {whole}");
        _whole = Only(folder);
        var random = new Seeds(seed).Stream("moments");
        Action[] trials =
        [
            .. Spread.Over(calls.Count, commits).Select(at => (Action)(() => KillAt(at, calls[at - 1]))),
            .. Enumerable.Range(1, times).Select(_ => random.Uniform(0.2, 1) * whole.Time).Select(moment => (Action)(() => KillAfter(moment))),
        ];
        Parallel.ForEach(trials, new ParallelOptions { MaxDegreeOfParallelism = jobs }, trial => trial());
    }

    private void KillAt(int at, FileCall call)
    {
        var folder = workplace.Trial();
        var (killed, _) = FaultyProcess.Run(folder, new FaultPlan(Fault.Kill, at), Training(folder));
        Judge($"kill before each {call.Name}", FormattableString.Invariant($"kill before call {at}, {call.Name} of {call.Path}"), folder, killed);
    }

    private void KillAfter(TimeSpan moment)
    {
        var folder = workplace.Trial();
        var killed = FaultyProcess.Run(folder, moment, Training(folder));
        Judge("kill at a random time", FormattableString.Invariant($"kill after {moment.TotalSeconds:0.000} s"), folder, killed);
    }

    private void Judge(string kind, string trial, string folder, Ended killed)
    {
        if (killed.Exit is not (Ended.Killed or 0))
        {
            tally.Add(kind, Outcome.Wrong, trial, $"it should have been killed: {killed}");
            return;
        }

        var (outcome, detail) = Resume(folder);
        tally.Add(kind, outcome, trial, detail);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Resumes a run; one that had written nothing yet says so, and is started again.</summary>
    private (Outcome Outcome, string Detail) Resume(string folder)
    {
        var outcome = Outcome.Same;
        Leftovers.Age(folder);
        if (Only(folder) is { } begun)
        {
            var resumed = FaultyProcess.Run(folder, "train", "--resume", begun.Root, "--device", "cpu");
            if (resumed.Exit == 0) return Compared(begun, folder);
            if (!resumed.IsRefused() || File.Exists(begun.Last)) return (Outcome.Wrong, $"resume: {resumed}");
            Directory.Delete(begun.Root, recursive: true);
            outcome = Outcome.Refused;
        }

        var again = FaultyProcess.Run(folder, Training(folder));
        if (again.Exit != 0) return (Outcome.Wrong, $"again: {again}");
        var (compared, detail) = Compared(Only(folder)!, folder);
        return (compared == Outcome.Same ? outcome : compared, detail);
    }

    private (Outcome Outcome, string Detail) Compared(RunFolder run, string folder)
    {
        string[] differences = [.. run.DifferencesFrom(_whole!), .. Leftovers.In(folder)];
        return differences.Length == 0 ? (Outcome.Same, "") : (Outcome.Wrong, string.Join(", ", differences));
    }

    private string[] Training(string folder) => ["train", "--runs", Path.Combine(folder, "runs"), "--name", Run, "--device", "cpu", .. SmallTraining.On(csv)];

    private static RunFolder? Only(string folder) =>
        Path.Combine(folder, "runs") is var runs && Directory.Exists(runs) && Directory.GetDirectories(runs) is [var run, ..] ? new(run) : null;
}

/// <summary>A training of seconds with all that has to be restored: Adam's moments, a schedule, early stopping's best epoch, dropout's random state.</summary>
internal static class SmallTraining
{
    public static string[] On(string csv) =>
    [
        "--data", csv, "train.batch_size=9", "train.epochs=3", "train.seed=5",
        "scheduler.patience=1", "scheduler.min_delta=100", "early_stopping.patience=9", "early_stopping.restore_best=true",
    ];
}

/// <summary>Finds temporary files that nobody deleted.</summary>
internal static class Leftovers
{
    public static IEnumerable<string> In(string folder) =>
        Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
            .Where(path => path.EndsWith(".tmp", StringComparison.Ordinal))
            .Select(path => $"{Path.GetRelativePath(folder, path)} is left over");

    /// <summary>Lets temporary files be some minutes old: younger ones may be another process's, and stay.</summary>
    public static void Age(string folder)
    {
        foreach (var file in Directory.GetFiles(folder, "*.tmp", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddMinutes(-5));
    }
}

/// <summary>Chooses some of many.</summary>
internal static class Spread
{
    /// <summary>Gives at most so many numbers from 1 to a count, with even gaps, the first and the last among them.</summary>
    public static int[] Over(int count, int most) => count <= most
        ? [.. Enumerable.Range(1, count)]
        : [.. Enumerable.Range(0, most).Select(i => most == 1 ? 1 : 1 + (int)((long)i * (count - 1) / (most - 1)))];
}
