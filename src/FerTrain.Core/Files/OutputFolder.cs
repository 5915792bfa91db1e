using FerTrain.Core.Errors;

namespace FerTrain.Core.Files;

/// <summary>Creates folders for output.</summary>
internal static class OutputFolder
{
    private const string Lock = ".lock";

    /// <summary>
    /// Creates an empty folder, which gets a number where the folder holds something already or another process has it:
    /// predictions, predictions_2 and so on. What killed processes left in those that hold something is deleted.
    /// </summary>
    /// <returns>The folder, and the lock by which it is this process's until it is disposed.</returns>
    /// <exception cref="UserError">It cannot be created.</exception>
    public static (string Folder, IDisposable Claim) ClaimEmpty(string path) => NumberedPath.Of(Path.TrimEndingDirectorySeparator(path))
        .Select(candidate => (candidate, Claim: TryClaimEmpty(candidate)))
        .First(found => found.Claim is not null)!;

    /// <summary>Claims the folder; null where it holds something or another process has it.</summary>
    private static FileStream? TryClaimEmpty(string folder)
    {
        Create(folder);
        AtomicFile.DeleteLeftovers(folder, "*");
        TemporaryFolder.DeleteLeftovers(folder, "*");
        var file = Path.Combine(folder, Lock);
        if (HoldsSomething()) return null;
        try
        {
            var claim = LockFile.Hold(file, FileOptions.DeleteOnClose);
            if (!HoldsSomething()) return claim;
            claim.Dispose(); // it was another's while this one waited
            return null;
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{folder}: cannot be written: {error.Message}", error);
        }

        bool HoldsSomething() => Directory.EnumerateFileSystemEntries(folder).Any(entry => entry != file);
    }

    /// <summary>Whether there is such a folder, with nothing in it.</summary>
    public static bool IsEmpty(string path) => Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any();

    /// <summary>Creates the folder, and those above it, where it is missing.</summary>
    /// <exception cref="UserError">It cannot be created.</exception>
    public static void Create(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be created: {error.Message}", error);
        }
    }

    /// <summary>Deletes a folder, if it is there. What ended the work before matters more than a virus scanner that has a file of it open.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It stays: the next command of the same output, or the system's own cleaning, deletes it.
        }
    }
}
