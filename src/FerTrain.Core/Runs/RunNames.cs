using FerTrain.Core.Errors;

namespace FerTrain.Core.Runs;

/// <summary>Completes the names of runs, whose time nobody wants to type.</summary>
internal static class RunNames
{
    private const int Listed = 6;

    /// <summary>
    /// Finds the one folder of a run or an ensemble that is called <paramref name="part"/> behind its time, or else the one whose name
    /// contains it.
    /// </summary>
    /// <param name="part">The name or a part of it.</param>
    /// <param name="runsFolder">The folder of the runs.</param>
    /// <param name="others">Names of other things that could have been meant.</param>
    /// <exception cref="UserError">No run's name contains it, or several do.</exception>
    public static string Complete(string part, string runsFolder, IEnumerable<string> others) => Matching(part, runsFolder) switch
    {
        [var only] => only,
        [] => throw Unknown(part, runsFolder, others),
        var found => throw Ambiguous("Run", part, runsFolder, found),
    };

    /// <summary>Refuses a name that several runs or sweeps have.</summary>
    public static UserError Ambiguous(string kind, string part, string runsFolder, string[] found) =>
        new($"{kind} '{part}': {found.Length} {kind.ToLowerInvariant()}s in '{runsFolder}' are called so. Expected: one of {Newest(found)}.");

    /// <summary>Lists the folders of the runs that are called so behind their time, or else those whose names contain it.</summary>
    public static string[] Matching(string part, string runsFolder) => Matching(part, All(runsFolder));

    /// <summary>Lists the names that are the part behind their time, or else those that contain it.</summary>
    public static string[] Matching(string part, string[] names)
    {
        var called = Called(part, names);
        return called.Length > 0 ? called : [.. names.Where(name => name.Contains(part, StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>Lists the names that are the part behind their time.</summary>
    public static string[] Called(string part, string[] names) =>
        [.. names.Where(name => RunDirectory.NameWithoutTime(name).Equals(part, StringComparison.OrdinalIgnoreCase))];

    /// <summary>Lists the folders of the runs and ensembles.</summary>
    public static string[] All(string runsFolder) => [.. RunFinder.AllIfThere(runsFolder).Select(run => Path.GetFileName(run.Root))];

    private static string Newest(string[] names) =>
        string.Join(", ", names.Reverse().Take(Listed)) + (names.Length > Listed ? $" and {names.Length - Listed} older" : "");

    private static UserError Unknown(string part, string runsFolder, IEnumerable<string> others)
    {
        var names = All(runsFolder);
        var near = NearestName.Find(part, [.. names, .. names.Select(RunDirectory.NameWithoutTime), .. others]);
        return new($"Run '{part}': no such file or folder, here or in '{runsFolder}'.{(near is null ? "" : $" Did you mean '{near}'?")}");
    }
}
