using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;

namespace FerTrain.Server.Runs;

/// <summary>
/// Finds runs and their files by names that a client gives. A name is only ever compared with those of the folder, never joined to
/// a path, and a run with a link in it is left out: so nothing outside the folder is read.
/// </summary>
internal sealed class RunsFolder(string path)
{
    private const int DeepestFile = 4;

    private static readonly EnumerationOptions EveryEntry = new() { RecurseSubdirectories = true, AttributesToSkip = 0, MaxRecursionDepth = DeepestFile };

    /// <summary>What a browser shows of a run, and how; checkpoints are not among it.</summary>
    private static readonly Dictionary<string, string> ShownTypes = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".png"] = "image/png",
        [".svg"] = "image/svg+xml",
        [".csv"] = "text/plain; charset=utf-8",
        [".json"] = "text/plain; charset=utf-8",
        [".txt"] = "text/plain; charset=utf-8",
        [".yaml"] = "text/plain; charset=utf-8",
    };

    /// <summary>Lists the runs, the newest first, and the names of those that hold links.</summary>
    public RunList List()
    {
        var all = All().Reverse().ToLookup(HasLinks);
        return new(path, [.. all[false].Select(RunOverview.Of)], [.. all[true].Where(run => Directory.Exists(run.Root)).Select(NameOf)]);
    }

    /// <summary>Finds a run by the name of its folder; null where there is none, or it holds links.</summary>
    public RunDirectory? Find(string name) => All().FirstOrDefault(run => NameOf(run) == name) is { } found && !HasLinks(found) ? found : null;

    /// <summary>Finds a file of a run by its path in it; null where there is none, or it is not for a browser.</summary>
    public static RunFile? File(RunDirectory run, string relative) =>
        Files(run).Contains(relative) && ShownTypes.TryGetValue(Path.GetExtension(relative), out var type)
            ? new(Path.Combine(run.Root, relative), type)
            : null;

    /// <summary>Lists the files of a run as paths in it, with slashes, but for hidden ones.</summary>
    public static IReadOnlyList<string> Files(RunDirectory run)
    {
        try
        {
            return
            [
                .. Directory.EnumerateFiles(run.Root, "*", EveryEntry).Select(file => SlashedPath.Of(run.Root, file))
                    .Where(file => !file.StartsWith('.') && !file.EndsWith(".tmp", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            ];
        }
        catch (DirectoryNotFoundException)
        {
            return []; // it has been deleted meanwhile
        }
    }

    private IEnumerable<RunDirectory> All() => RunFinder.AllIfThere(path).Where(run => !run.IsEnsemble);

    private static string NameOf(RunDirectory run) => Path.GetFileName(run.Root);

    /// <summary>Whether a run holds links, or has been deleted meanwhile.</summary>
    private static bool HasLinks(RunDirectory run)
    {
        try
        {
            return IsLink(new DirectoryInfo(run.Root)) || new DirectoryInfo(run.Root).EnumerateFileSystemInfos("*", EveryEntry).Any(IsLink);
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
    }

    private static bool IsLink(FileSystemInfo entry) => entry.Exists && entry.Attributes.HasFlag(FileAttributes.ReparsePoint); // what is gone has every attribute
}

/// <summary>Names a file of a run.</summary>
internal sealed record RunFile(string Path, string Type)
{
    /// <exception cref="UserError">It cannot be read, or is a pipe.</exception>
    public Stream Open()
    {
        try
        {
            return InputFile.Open(Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"The file cannot be read: {error.Message}", error);
        }
    }
}

/// <summary>Lists the runs of a folder.</summary>
/// <param name="Folder">The folder as the server was told it.</param>
/// <param name="LeftOut">The names of runs that are not shown, because they hold links.</param>
internal sealed record RunList(string Folder, IReadOnlyList<RunOverview> Runs, IReadOnlyList<string> LeftOut);
