using System.ComponentModel;
using System.Globalization;
using FerTrain.Core;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Sweeps;

namespace FerTrain.Sweeps;

/// <summary>What a sweep asks of Slurm for each task.</summary>
internal sealed record SlurmOptions
{
    /// <summary>The command that starts this program on a node.</summary>
    public required IReadOnlyList<string> Program { get; init; }

    public string? Partition { get; init; }

    /// <summary>The time limit of a task, as sbatch takes it.</summary>
    public string? Time { get; init; }

    /// <summary>The GPUs of a task; 0 for none.</summary>
    public int Gpus { get; init; }

    /// <summary>The threads of a task; null takes Slurm's default.</summary>
    public int? Threads { get; init; }

    /// <summary>Tasks that run at once; null for as many as there is room for.</summary>
    public int? Jobs { get; init; }

    public string Device { get; init; } = "auto";

    /// <summary>Further options of sbatch, such as --account=vision.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];
}

/// <summary>The jobs of a sweep in Slurm, as slurm.json beside the batch script.</summary>
/// <param name="Arrays">The numbers of the job arrays, one a rung, each after the one before.</param>
/// <param name="Collect">The number of the job that writes the tables after them.</param>
internal sealed record SlurmJobs(IReadOnlyList<long> Arrays, long Collect)
{
    public IEnumerable<long> All => Arrays.Append(Collect);
}

/// <summary>Trains a sweep by job arrays of Slurm: a task trains its trial, saves before its time is over, and goes back into the queue.</summary>
internal static class SlurmArray
{
    private const string JobsFile = "slurm.json";
    private const int SecondsToSave = 120;

    /// <summary>Writes SWEEP/slurm.sh and submits it for the trials that are left; for halving once a rung.</summary>
    /// <exception cref="UserError">Slurm is not there, or does not take the jobs; the plan stays.</exception>
    public static SlurmJobs Submit(Sweep sweep, SlurmOptions options)
    {
        var root = Path.GetFullPath(sweep.Root);
        var progress = sweep.Progress();
        var trials = progress.Trials
            .Where(trial => progress.StateOf(trial) is not (TrialState.Finished or TrialState.Dropped or TrialState.Failed))
            .Select(trial => trial.Trial.Number)
            .ToArray();
        if (trials.Length == 0) throw new UserError($"{sweep.Root}: no trial is left. Expected: sweep collect, which writes the tables.");
        OutputFolder.Create(Path.Combine(root, "slurm"));
        var script = Path.Combine(root, "slurm.sh");
        AtomicFile.WriteText(script, Script(root, trials, options));
        var arrays = new List<long>();
        long collect;
        try
        {
            for (var rung = progress.Trials.Min(trial => progress.IsDropped(trial.Trial.Setting) ? int.MaxValue : progress.RungOf(trial.Trial.Setting));
                    rung < sweep.Plan.Rungs.Count; rung++)
                arrays.Add(Submit(sweep, [.. After(arrays), script]));
            collect = Submit(sweep,
            [
                .. After(arrays), .. Common(options), $"--output={root}/slurm/collect.out",
                "--job-name=fertrain_collect", $"--wrap={Command(options.Program, ["sweep", "collect", root])}"
            ]);
        }
        catch (UserError error) when (arrays.Count > 0)
        {
            // Rungs in the queue without those that were refused would wait for nothing.
            string[] queued = [.. arrays.Select(job => job.ToString(CultureInfo.InvariantCulture))];
            if (TryRun("scancel", queued).Exit == 0) throw;
            throw new UserError($"{error.Message} Before that: scancel {string.Join(' ', queued)}", error);
        }

        var jobs = new SlurmJobs(arrays, collect);
        JsonFile.Write(Path.Combine(root, JobsFile), jobs);
        return jobs;

        static string[] After(List<long> arrays) => arrays.Count == 0 ? [] : [string.Create(CultureInfo.InvariantCulture, $"--dependency=afterany:{arrays[^1]}")];
    }

    /// <summary>Says what Slurm's queue still holds of a sweep; null where it was never submitted.</summary>
    public static string? Queue(Sweep sweep, bool isComplete)
    {
        var file = Path.Combine(sweep.Root, JobsFile);
        if (!File.Exists(file)) return null;
        var jobs = string.Join(',', JsonFile.Read<SlurmJobs>(file).All);
        var (exit, output) = TryRun("squeue", "--noheader", "--array", "--format=%T", $"--jobs={jobs}");
        if (exit != 0 && !output.Contains("Invalid job id", StringComparison.Ordinal)) return $"Slurm's queue cannot be read: {output}";
        string[] states = exit == 0 ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [];
        return states.Length == 0
            ? $"Slurm has no job of this sweep in its queue (jobs {jobs}).{(isComplete ? "" : $" What is left goes on with: {ProgramCommand.Of(["sweep", "--resume", sweep.Root, "--slurm"])}")}"
            : $"Slurm's queue (jobs {jobs}): {string.Join(", ", states.CountBy(state => state).Select(state => $"{state.Value} {state.Key.ToLowerInvariant()}"))}";
    }

    /// <summary>Runs a program of Slurm; a machine without it answers with what is missing.</summary>
    private static (int Exit, string Output) TryRun(string program, params string[] arguments)
    {
        try
        {
            return Run(program, arguments);
        }
        catch (UserError missing)
        {
            return (-1, missing.Message);
        }
    }

    /// <summary>The batch script of the trials.</summary>
    internal static string Script(string root, IReadOnlyList<int> trials, SlurmOptions options) => string.Join('\n',
    [
        "#!/bin/bash",
        "#SBATCH --job-name=fertrain_sweep",
        $"#SBATCH --array={string.Join(',', Ranges(trials))}{(options.Jobs is { } jobs ? string.Create(CultureInfo.InvariantCulture, $"%{jobs}") : "")}",
        Directive($"--output={root}/slurm/%A_%a.out"),
        "#SBATCH --open-mode=append",
        "#SBATCH --requeue",
        $"#SBATCH --signal=B:USR1@{SecondsToSave}",
        .. Common(options).Select(Directive),
        "# Trains the trial of the task. Warned that its time is nearly over, or told to end, it saves; a task that still",
        "# holds its place then goes back into the queue. A cancelled one does not: its state is no longer RUNNING.",
        $"{Command(options.Program, ["sweep", "work", root])} --trial \"$SLURM_ARRAY_TASK_ID\" --threads \"${{SLURM_CPUS_PER_TASK:-1}}\" --device {options.Device} &",
        "child=$!",
        "warn() { trap : USR1; kill -USR1 \"$child\"; } # once: a second signal ends a program that saves",
        "trap warn USR1",
        "trap : TERM # Slurm tells the program too",
        "wait \"$child\"",
        "code=$?",
        "while kill -0 \"$child\" 2>/dev/null; do",
        "  wait \"$child\"",
        "  code=$?",
        "done",
        "wait \"$child\" # a signal may have ended the last wait and not the program",
        "again=$?",
        "[[ $again == 127 ]] || code=$again # 127: there is nothing to wait for any more",
        "job=${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID",
        "if [[ $code == 130 && $(squeue --noheader --format=%T --jobs=\"$job\") == RUNNING ]]; then",
        "  scontrol requeue \"$job\"",
        "fi",
        "exit \"$code\"",
        "",
    ]);

    /// <summary>Writes an option for sbatch, which ends it at a blank or a # outside quotes.</summary>
    private static string Directive(string option) => !option.Any(" \t#'\"\\".Contains)
        ? $"#SBATCH {option}"
        : $"#SBATCH \"{option.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static IEnumerable<string> Common(SlurmOptions options) =>
    [
        .. options.Partition is { } partition ? new[] { $"--partition={partition}" } : [],
        .. options.Time is { } time ? new[] { $"--time={time}" } : [],
        .. options.Gpus > 0 ? new[] { string.Create(CultureInfo.InvariantCulture, $"--gpus={options.Gpus}") } : [],
        .. options.Threads is { } threads ? new[] { string.Create(CultureInfo.InvariantCulture, $"--cpus-per-task={threads}") } : [],
        .. options.Others,
    ];

    /// <summary>Writes numbers as sbatch does: 1-3,7.</summary>
    private static IEnumerable<string> Ranges(IReadOnlyList<int> numbers)
    {
        for (int from = 0, to; from < numbers.Count; from = to)
        {
            to = from + 1;
            while (to < numbers.Count && numbers[to] == numbers[to - 1] + 1) to++;
            yield return to == from + 1 ? $"{numbers[from]}" : $"{numbers[from]}-{numbers[to - 1]}";
        }
    }

    private static string Command(IReadOnlyList<string> program, IReadOnlyList<string> arguments) =>
        string.Join(' ', program.Concat(arguments).Select(ProgramCommand.InQuotes));

    private static long Submit(Sweep sweep, string[] arguments)
    {
        var (exit, output) = Run("sbatch", ["--parsable", .. arguments]);
        return exit == 0 && long.TryParse(output.Split(';')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var job)
            ? job
            : throw new UserError(
                $"Slurm does not take the sweep: {output} The plan is in {sweep.Root}: {ProgramCommand.Of(["sweep", "--resume", sweep.Root, "--slurm"])} submits it again.");
    }

    private static (int Exit, string Output) Run(string program, params string[] arguments)
    {
        try
        {
            var result = ProgramResult.Run(program, arguments);
            return (result.ExitCode, result.ExitCode == 0 ? result.Output : result.Output + result.Error);
        }
        catch (Win32Exception error)
        {
            throw new UserError($"Slurm's {program} cannot be run: {error.Message}. Expected: a machine of the cluster, or --print for another scheduler.", error);
        }
    }
}
