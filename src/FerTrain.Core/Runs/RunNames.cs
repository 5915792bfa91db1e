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
    /// <exception cref="UserError">No run's name contains it, or several do.</exception>
    public static string Complete(string part, string runsFolder)
    {
        string[] names = Directory.Exists(runsFolder) ? [.. RunDirectory.AllWithEnsembles(runsFolder).Select(run => Path.GetFileName(run.Root))] : [];
        string[] called = [.. names.Where(name => RunDirectory.NameWithoutTime(name).Equals(part, StringComparison.OrdinalIgnoreCase))];
        string[] found = called.Length > 0 ? called : [.. names.Where(name => name.Contains(part, StringComparison.OrdinalIgnoreCase))];
        return found switch
        {
            [var only] => only,
            [] => throw Unknown(part, runsFolder, names),
            _ => throw new UserError($"Run '{part}': {found.Length} runs in '{runsFolder}' are called so. Expected: one of {Newest(found)}."),
        };
    }

    private static string Newest(string[] names) =>
        string.Join(", ", names.Reverse().Take(Listed)) + (names.Length > Listed ? $" and {names.Length - Listed} older" : "");

    private static UserError Unknown(string part, string runsFolder, string[] names)
    {
        var near = NearestName.Find(part, names.Concat(names.Select(RunDirectory.NameWithoutTime)));
        return new($"Run '{part}': no such file or folder, here or in '{runsFolder}'.{(near is null ? "" : $" Did you mean '{near}'?")}");
    }
}
