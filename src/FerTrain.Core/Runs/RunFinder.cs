using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Core.Runs;

/// <summary>Finds runs and ensembles in a folder of runs, by name or by time.</summary>
public static class RunFinder
{
    /// <summary>Finds a run by a path, as <see cref="RunDirectory.Open"/> does, or by its folder's name in the runs folder or a part of it that no other run's has.</summary>
    public static RunDirectory Find(string name, string runsFolder) => Find(name, runsFolder, []);

    /// <param name="name">The path or name.</param>
    /// <param name="runsFolder">The runs folder.</param>
    /// <param name="others">Names of other things that could have been meant.</param>
    internal static RunDirectory Find(string name, string runsFolder, IEnumerable<string> others)
    {
        if (RunDirectory.Around(name) is { } here) return here;
        var path = Path.Combine(runsFolder, name);
        if (Path.Exists(path)) return RunDirectory.Open(path);
        return Path.Exists(name) && !RunNames.Matching(name, runsFolder).Any(folder => RunDirectory.NameWithoutTime(folder) == name)
            ? RunDirectory.Open(name)
            : new RunDirectory(Path.Combine(runsFolder, RunNames.Complete(name, runsFolder, others)));
    }

    /// <summary>Whether <see cref="Find(string, string)"/> finds a run, or several that the name is part of.</summary>
    internal static bool IsNamed(string name, string runsFolder) =>
        IsAt(name, runsFolder) || RunNames.Matching(name, runsFolder).Length > 0;

    /// <summary>Whether a run or an ensemble is at a path, or is called so without its time.</summary>
    internal static bool IsCalled(string name, string runsFolder) =>
        IsAt(name, runsFolder) || RunNames.Called(name, RunNames.All(runsFolder)).Length > 0;

    /// <summary>Whether a path names a run, or lies in one, here or in the runs folder.</summary>
    private static bool IsAt(string path, string runsFolder) =>
        RunDirectory.Around(path) is not null || RunDirectory.Around(Path.Combine(runsFolder, path)) is not null;

    /// <summary>Lists the names of the folders in a runs folder, in order; none where it does not exist.</summary>
    public static IReadOnlyList<string> Names(string runsFolder) =>
        Directory.Exists(runsFolder) ? [.. InputFolder.Folders(runsFolder).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)] : [];

    /// <summary>Finds the newest run with a best checkpoint by the time in its name; of runs from the same second, the one whose best checkpoint is newest.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static RunDirectory Latest(string runsFolder) =>
        LatestIfThere(runsFolder) ?? throw new UserError($"Runs folder '{runsFolder}': no run in it has checkpoints/best.pt and a name that begins with its time.");

    /// <summary>Finds the same; null where there is none.</summary>
    /// <exception cref="UserError">There is no such folder.</exception>
    internal static RunDirectory? LatestIfThere(string runsFolder) =>
        Among(runsFolder)
            .Select(folder => (Run: new RunDirectory(folder), Start: RunDirectory.StartedAt(Path.GetFileName(folder))))
            .Where(r => r.Start is not null && File.Exists(r.Run.BestCheckpoint))
            .OrderBy(r => r.Start)
            .ThenBy(r => File.GetLastWriteTimeUtc(r.Run.BestCheckpoint))
            .ThenBy(r => r.Run.Root, StringComparer.Ordinal)
            .Select(r => r.Run)
            .LastOrDefault();

    /// <summary>Finds the ensembles of a name, the newest last.</summary>
    internal static IEnumerable<RunDirectory> EnsemblesNamed(string runsFolder, string name) =>
        AllNamed(runsFolder, name).Where(run => run.IsEnsemble && File.Exists(run.Config));

    /// <summary>Finds the newest run that stopped before its end and can be resumed.</summary>
    /// <exception cref="UserError">There is none.</exception>
    internal static RunDirectory LatestUnfinished(string runsFolder) =>
        All(runsFolder).LastOrDefault(run => RunStates.Of(run) == RunState.Unfinished)
        ?? throw new UserError($"Runs folder '{runsFolder}': no run in it is unfinished. Expected: --resume RUN train.epochs=N, which trains a finished run further.");

    /// <summary>Lists the runs of a folder, the newest last.</summary>
    internal static IEnumerable<RunDirectory> All(string runsFolder) => AllWithEnsembles(runsFolder).Where(run => !run.IsEnsemble);

    /// <summary>Lists the runs and the ensembles of a folder, the newest last.</summary>
    internal static IEnumerable<RunDirectory> AllWithEnsembles(string runsFolder) =>
        Among(runsFolder)
            .Select(folder => new RunDirectory(folder))
            .Where(run => run.IsThere)
            .OrderBy(run => RunDirectory.StartedAt(Path.GetFileName(run.Root)))
            .ThenBy(run => run.Root, StringComparer.Ordinal);

    /// <summary>Lists the runs and the ensembles of a folder, the newest last; none where it does not exist.</summary>
    internal static IEnumerable<RunDirectory> AllIfThere(string runsFolder) => Directory.Exists(runsFolder) ? AllWithEnsembles(runsFolder) : [];

    /// <summary>Finds the runs of a name that are finished or can be resumed, the newest last.</summary>
    public static IEnumerable<RunDirectory> Named(string runsFolder, string name) =>
        AllNamed(runsFolder, name).Where(run => run.IsFinishedOrResumable);

    private static IEnumerable<RunDirectory> AllNamed(string runsFolder, string name) =>
        Among(runsFolder)
            .Where(folder => RunDirectory.NameWithoutTime(Path.GetFileName(folder)) == name)
            .Order(StringComparer.Ordinal)
            .Select(folder => new RunDirectory(folder));

    private static string[] Among(string runsFolder) =>
        Directory.Exists(runsFolder) ? InputFolder.Folders(runsFolder) : throw new UserError($"Runs folder '{runsFolder}': no such folder.");
}
