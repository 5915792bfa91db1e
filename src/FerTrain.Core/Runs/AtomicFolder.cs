using FerTrain.Core.Errors;

namespace FerTrain.Core.Runs;

/// <summary>Makes a folder as a whole: it is built under another name beside its place, and a killed or failed process leaves nothing in that.</summary>
internal static class AtomicFolder
{
    private const string Lock = ".lock";

    /// <summary>Makes a folder where there is none or an empty one, and deletes what killed processes left of the same name.</summary>
    /// <param name="folder">Its path.</param>
    /// <param name="fill">Fills the folder whose path it gets.</param>
    /// <param name="replaces">True to replace a folder that holds something.</param>
    /// <exception cref="UserError">There is something in its place, or it cannot be written.</exception>
    public static void Create(string folder, Action<string> fill, bool replaces = false)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Path.Exists(target) && !OutputFolder.IsEmpty(target) && !(replaces && Directory.Exists(target)))
            throw new UserError($"{folder} exists and is not an empty folder. Expected: a new folder or an empty one.");
        var temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            DeleteLeftovers(target);
            Directory.CreateDirectory(temporary);
            using (new FileStream(Path.Combine(temporary, Lock), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose))
                fill(temporary);
            Replace(target, temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{folder} cannot be written: {error.Message}", error);
        }
        finally
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        }
    }

    private static void Replace(string target, string temporary)
    {
        var old = $"{target}.{Guid.NewGuid():N}.old";
        var replaces = Directory.Exists(target);
        if (replaces) Directory.Move(target, old);
        try
        {
            Directory.Move(temporary, target);
        }
        catch (IOException) when (replaces)
        {
            Directory.Move(old, target);
            throw;
        }

        if (replaces) Directory.Delete(old, recursive: true);
    }

    private static void DeleteLeftovers(string target)
    {
        if (Path.GetDirectoryName(target) is not { } parent || !Directory.Exists(parent)) return;
        foreach (var leftover in Directory.GetDirectories(parent, $"{Path.GetFileName(target)}.*.tmp").Where(path => File.Exists(Path.Combine(path, Lock))))
        {
            try
            {
                using (new FileStream(Path.Combine(leftover, Lock), FileMode.Open, FileAccess.Write, FileShare.None)) { } // fails where its writer lives
                Directory.Delete(leftover, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Another process fills it, or owns it.
            }
        }
    }
}
