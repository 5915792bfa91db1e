using FerTrain.Core.Errors;

namespace FerTrain.Core.Files;

/// <summary>Makes a folder as a whole: it is built under another name beside its place, and a killed or failed process leaves nothing in that.</summary>
internal static class AtomicFolder
{
    private const string Old = ".old";

    /// <summary>Makes a folder where there is none or an empty one, or where a link leads, and deletes what killed processes left of the same name.</summary>
    /// <param name="folder">Its path.</param>
    /// <param name="fill">Fills the folder whose path it gets.</param>
    /// <param name="replaces">Whether to replace a folder that holds something.</param>
    /// <exception cref="UserError">There is something in its place, or it cannot be written.</exception>
    public static void Create(string folder, Action<string> fill, bool replaces = false)
    {
        var target = Path.TrimEndingDirectorySeparator(InputFile.Target(Path.TrimEndingDirectorySeparator(folder)));
        if (Path.TrimEndingDirectorySeparator(Environment.CurrentDirectory) == target) throw new UserError($"{folder} is the current folder. Expected: another one.");
        var holdsSomething = Path.Exists(target) && !OutputFolder.IsEmpty(target);
        if (holdsSomething && !(replaces && Directory.Exists(target)))
            throw new UserError($"{folder} exists and is not an empty folder. Expected: a new folder or an empty one.");
        try
        {
            using var temporary = new TemporaryFolder(target);
            fill(temporary.Path);
            temporary.Unlock();
            if (holdsSomething) Replace(target, temporary.Path);
            else Place(target, temporary.Path);
            DeleteReplaced(target);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{folder} cannot be written: {error.Message}", error);
        }
    }

    /// <summary>Moves the folder to its place, where there is nothing or still an empty folder.</summary>
    private static void Place(string target, string temporary)
    {
        if (Directory.Exists(target)) Directory.Delete(target);
        Directory.Move(temporary, target);
    }

    private static void Replace(string target, string temporary)
    {
        var old = $"{target}.{Guid.NewGuid():N}{Old}";
        Directory.Move(target, old);
        try
        {
            Directory.Move(temporary, target);
        }
        catch (IOException)
        {
            Directory.Move(old, target);
            throw;
        }

        OutputFolder.TryDelete(old);
    }

    /// <summary>Deletes the earlier folders of processes that were killed while they replaced one.</summary>
    private static void DeleteReplaced(string target)
    {
        var start = $"{Path.GetFileName(target)}.";
        foreach (var folder in Directory.GetDirectories(Path.GetDirectoryName(target)!).Where(IsReplaced)) OutputFolder.TryDelete(folder);

        bool IsReplaced(string folder) => Path.GetFileName(folder) is var name && name.StartsWith(start, StringComparison.Ordinal)
            && name.EndsWith(Old, StringComparison.Ordinal) && Guid.TryParseExact(name[start.Length..^Old.Length], "N", out _);
    }
}
