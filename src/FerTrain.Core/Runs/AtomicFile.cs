using System.Text;
using FerTrain.Core.Errors;

namespace FerTrain.Core.Runs;

/// <summary>Replaces a file as a whole: a reader finds the old content or the new, even after a power cut.</summary>
internal static class AtomicFile
{
    private const string Ending = ".tmp";

    /// <summary>Writes text as UTF-8 without a byte order mark.</summary>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    public static void Write(string path, Action<Stream> write)
    {
        if (Directory.Exists(path))
            throw new UserError($"{path}: cannot be written: it is a folder");
        var temporary = $"{path}.{Guid.NewGuid():N}{Ending}"; // in the same folder, so that the move is a rename; another process may write the same file
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (DirectoryNotFoundException error) when (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
        {
            throw new UserError($"{path}: cannot be written: there is no folder '{folder}'", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be written: {error.Message}", error);
        }
        finally
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
        }
    }

    /// <summary>Deletes what killed processes left in a folder and below it; no other process may write there.</summary>
    public static void DeleteLeftovers(string folder)
    {
        foreach (var leftover in Directory.EnumerateFiles(folder, $"*{Ending}", SearchOption.AllDirectories))
            File.Delete(leftover);
    }
}

/// <summary>Creates folders for output.</summary>
internal static class OutputFolder
{
    /// <summary>Creates an empty folder, which gets a number where the folder holds something already: predictions, predictions_2 and so on.</summary>
    /// <exception cref="UserError">It cannot be created.</exception>
    public static string CreateEmpty(string path)
    {
        var folder = NumberedPath.Of(Path.TrimEndingDirectorySeparator(path)).First(IsEmpty);
        Create(folder);
        return folder;

        static bool IsEmpty(string folder) => !Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any();
    }

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
}
