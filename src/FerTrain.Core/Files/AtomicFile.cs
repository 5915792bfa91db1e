using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using FerTrain.Core.Errors;

namespace FerTrain.Core.Files;

/// <summary>Replaces a file as a whole: a reader finds the old content or the new, even after a power cut.</summary>
internal static partial class AtomicFile
{
    /// <summary>The longest time from closing a temporary file to renaming it, in which nobody has it open.</summary>
    private static readonly TimeSpan Renaming = TimeSpan.FromMinutes(1);

    /// <summary>Outlasts a reader of the earlier file, where Windows replaces no file that is open: a page of the run, or a virus scanner.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Writes text as UTF-8 without a byte order mark.</summary>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes a file, or what a link leads to, and deletes what killed processes left of earlier ones of the same name.</summary>
    /// <exception cref="UserError">It cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        if (Directory.Exists(path))
            throw new UserError($"{path}: cannot be written: it is a folder");
        if (FileStatus.IsSpecial(path))
            throw new UserError($"{path}: cannot be written: it is a pipe or a device");
        path = InputFile.Followed(path);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp"; // in the same folder, so that the move is a rename; another process may write the same file
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            Place(temporary, path);
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

        DeleteLeftovers(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path));
    }

    /// <summary>Deletes what killed processes left of files of this name, or of the names that it matches, in a folder where others may write.</summary>
    public static void DeleteLeftovers(string folder, string name) => DeleteLeftovers(folder, $"{name}.*.tmp", recurses: false, Renaming);

    /// <summary>Deletes what killed processes left of such files in a folder and below it, never through a link; no other process may write there.</summary>
    public static void DeleteLeftovers(string folder) => DeleteLeftovers(folder, "*.tmp", recurses: true, TimeSpan.Zero);

    /// <summary>Copies a file as a whole.</summary>
    /// <exception cref="UserError">It cannot be read or written.</exception>
    public static void Copy(string from, string to) => Write(to, stream =>
    {
        using var file = File.OpenRead(from);
        file.CopyTo(stream);
    });

    /// <summary>Whether a file or folder has the name of one that a process fills before it gets its own.</summary>
    public static bool IsTemporary(string path) => Temporary().IsMatch(path);

    private static void Place(string temporary, string path)
    {
        for (var start = Stopwatch.GetTimestamp(); ; Thread.Sleep(20))
        {
            try
            {
                File.Move(temporary, path, overwrite: true);
                return;
            }
            catch (Exception error) when (OperatingSystem.IsWindows() && error is (IOException or UnauthorizedAccessException) && Stopwatch.GetElapsedTime(start) < Patience)
            {
                // Whoever reads it is about to end.
            }
        }
    }

    private static void DeleteLeftovers(string folder, string pattern, bool recurses, TimeSpan age)
    {
        var search = new EnumerationOptions { RecurseSubdirectories = recurses, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        foreach (var file in Directory.EnumerateFiles(folder, pattern, search).Where(IsTemporary))
            DeleteIfAbandoned(file, age);
    }

    private static void DeleteIfAbandoned(string file, TimeSpan age)
    {
        try
        {
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(file) < age) return;
            using (new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.None)) { } // fails where its writer lives
            File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another process writes it, has deleted it, or owns it.
        }
    }

    [GeneratedRegex(@"\.[0-9a-f]{32}\.tmp\z")]
    private static partial Regex Temporary();
}
