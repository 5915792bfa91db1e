using System.Globalization;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;

namespace FerTrain.Core.Sweeps;

/// <summary>A sweep's folder: the plan, the runs of its trials, their locks and failures, and its table and report.</summary>
internal sealed class Sweep
{
    private const string PlanFile = "plan.json", ConfigName = "config.yaml", LocksFolder = ".locks";

    private readonly Dictionary<int, RunConfig> _configs = [];
    private readonly Dictionary<int, TrialProgress> _finished = []; // what is finished changes no more, and is not read again

    private Sweep(string root, SweepPlan plan, RunConfig config) => (Root, Plan, Config) = (root, plan, config);

    public string Root { get; }

    public SweepPlan Plan { get; }

    /// <summary>The config that the settings change.</summary>
    public RunConfig Config { get; }

    public string Report => Path.Combine(Root, "report.html");

    public string Plots => Path.Combine(Root, "plots");

    /// <summary>The probabilities that the winner's folds give the training faces.</summary>
    public string OutOfFold => Path.Combine(Root, "out_of_fold.csv");

    private string Locks => Path.Combine(Root, LocksFolder);

    private string Failures => Path.Combine(Root, "failures");

    /// <summary>Whether a folder is that of a sweep.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, PlanFile));

    /// <summary>Whether <see cref="Open"/> finds a sweep, or several that the name is part of.</summary>
    public static bool IsNamed(string name, string runs) => Named(name, runs).Length > 0;

    /// <summary>Writes the plan of a new sweep into a folder that is there as a whole or not at all.</summary>
    /// <exception cref="UserError">It cannot be written, or is not to be called so.</exception>
    public static Sweep Create(string runs, string name, SweepPlan plan, RunConfig config, string? space)
    {
        RunDirectory.RequireName("Sweep", name);
        OutputFolder.Create(runs);
        var folder = NumberedPath.Free(Path.Combine(runs, RunDirectory.NameAt(plan.StartedAt, name)));
        AtomicFolder.Create(folder, temporary =>
        {
            JsonFile.Write(Path.Combine(temporary, PlanFile), plan);
            AtomicFile.WriteText(Path.Combine(temporary, ConfigName), ConfigFile.ToYaml(config));
            if (space is not null) AtomicFile.WriteText(Path.Combine(temporary, "space.yaml"), space);
            Directory.CreateDirectory(Path.Combine(temporary, LocksFolder));
        });
        return new(folder, plan, config);
    }

    /// <summary>Opens the sweep of a folder, or of its name or a unique part of that in the runs folder.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static Sweep Open(string name, string runs)
    {
        var folder = Path.TrimEndingDirectorySeparator(Find(name, runs) ?? throw new UserError($"Sweep '{name}': no such folder with a plan.json, here or in '{runs}'."));
        return new(folder, JsonFile.Read<SweepPlan>(Path.Combine(folder, PlanFile)), ConfigFile.Load(Path.Combine(folder, ConfigName), []));
    }

    /// <summary>Gives the config of a trial's run.</summary>
    public RunConfig ConfigOf(Trial trial) => _configs.TryGetValue(trial.Number, out var known) ? known : _configs[trial.Number] = trial.Config(Config, Plan.Folds);

    /// <summary>Reads how far every trial is.</summary>
    public SweepProgress Progress()
    {
        var runs = RunFinder.All(Root).Where(run => run.IsFinishedOrResumable)
            .ToLookup(run => RunDirectory.NameWithoutTime(Path.GetFileName(run.Root)));
        return new(this, [.. Plan.Trials.Select(Read)]);

        TrialProgress Read(Trial trial)
        {
            if (_finished.TryGetValue(trial.Number, out var known)) return known;
            var read = TrialProgress.Of(trial, runs[trial.Name].LastOrDefault(), this);
            if (read.Summary is not null) _finished[trial.Number] = read;
            return read;
        }
    }

    /// <summary>Locks a trial against other processes, on this machine and, where the file system locks files for all, on others; null where another has it.</summary>
    /// <exception cref="UserError">The folder cannot be written.</exception>
    public TrialClaim? TryClaim(Trial trial)
    {
        try
        {
            Directory.CreateDirectory(Locks);
            return TryLock() is { } held ? new TrialClaim(held, HoldingOf(Environment.ProcessId), trial) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{Locks}: cannot be written: {error.Message}", error);
        }

        FileStream? TryLock()
        {
            try
            {
                return LockFile.Hold(LockOf(trial)); // the file stays: a lock on a file that its last holder deletes is a lock on nothing
            }
            catch (IOException) when (File.Exists(LockOf(trial)))
            {
                return null;
            }
        }
    }

    /// <summary>Whether a process trains the trial.</summary>
    public bool IsHeld(Trial trial) => LockFile.IsHeld(LockOf(trial));

    /// <summary>Finds the trial that a process of this machine had when it ended, once: another may get its number. Null where it had none.</summary>
    public Trial? TakeLeftBy(int process)
    {
        var holding = HoldingOf(process);
        if (!File.Exists(holding)) return null;
        var name = File.ReadAllText(holding);
        File.Delete(holding);
        return Plan.Trials.FirstOrDefault(trial => trial.Name == name);
    }

    /// <summary>Records why a trial failed; only who holds the trial may do so.</summary>
    public void Fail(Trial trial, string message)
    {
        OutputFolder.Create(Failures);
        AtomicFile.WriteText(FailureOf(trial), message);
    }

    /// <summary>Says why a trial failed; null where it did not.</summary>
    public string? FailureOfTrial(Trial trial) => File.Exists(FailureOf(trial)) ? File.ReadAllText(FailureOf(trial)) : null;

    /// <summary>Lets failed trials go on from their last checkpoints.</summary>
    public void ForgetFailures()
    {
        if (Directory.Exists(Failures)) Directory.Delete(Failures, recursive: true);
    }

    private string LockOf(Trial trial) => Path.Combine(Locks, trial.Name);

    private string FailureOf(Trial trial) => Path.Combine(Failures, $"{trial.Name}.txt");

    private string HoldingOf(int process) => Path.Combine(Locks, string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}_{process}"));

    private static string? Find(string name, string runs) => Named(name, runs) switch
    {
        [] => null,
        [var only] => only,
        var found => throw RunNames.Ambiguous("Sweep", name, runs, [.. found.Select(folder => Path.GetFileName(folder))]),
    };

    /// <summary>Lists the folders of a path, of the sweeps that are called so behind their time, or else of those whose names contain it.</summary>
    private static string[] Named(string name, string runs)
    {
        if (IsIn(name)) return [name];
        if (IsIn(Path.Combine(runs, name))) return [Path.Combine(runs, name)];
        string[] sweeps = [.. RunFinder.Names(runs).Where(folder => IsIn(Path.Combine(runs, folder)))];
        return [.. RunNames.Matching(name, sweeps).Select(found => Path.Combine(runs, found))];
    }
}
