using System.Diagnostics;

namespace FerTrain.Core.Files;

/// <summary>Files that a process holds while it works, so that others know; what a killed process left is held by none.</summary>
internal static class LockFile
{
    /// <summary>Outlasts the instant for which <see cref="IsHeld"/> of another process holds a file itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    /// <summary>Holds the file until the stream is disposed or the process ends.</summary>
    /// <exception cref="IOException">Another process holds it, or it cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be written.</exception>
    public static FileStream Hold(string file, FileOptions options = FileOptions.None)
    {
        for (var start = Stopwatch.GetTimestamp(); ; Thread.Sleep(1))
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0, options);
            }
            catch (IOException) when (Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))) && Stopwatch.GetElapsedTime(start) < Patience)
            {
                // Somebody may only have looked.
            }
        }
    }

    /// <summary>Whether a process holds the file.</summary>
    public static bool IsHeld(string file)
    {
        if (!File.Exists(file)) return false; // who looks often would throw as often
        try
        {
            new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read).Dispose();
            return false;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
