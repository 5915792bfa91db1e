namespace FerTrain.Core.Files;

/// <summary>
/// A folder beside an output, in which it is made before it gets its name. It is locked while its process lives, so that a
/// later command can tell it from what a killed process left.
/// </summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string Lock = ".lock";

    private readonly FileStream _lock;

    /// <summary>Creates the folder, and deletes what killed processes left of the same output.</summary>
    /// <param name="target">The path of the output.</param>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be created.</exception>
    public TemporaryFolder(string target)
    {
        target = System.IO.Path.GetFullPath(target);
        if (System.IO.Path.GetDirectoryName(target) is { } parent) DeleteLeftovers(parent, System.IO.Path.GetFileName(target));
        Path = $"{target}.{Guid.NewGuid():N}.tmp";
        Directory.CreateDirectory(Path);
        try
        {
            _lock = new FileStream(System.IO.Path.Combine(Path, Lock), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch
        {
            Directory.Delete(Path); // without a lock nobody would delete it later
            throw;
        }
    }

    public string Path { get; }

    /// <summary>Deletes the folders that killed processes left of the outputs in a folder whose names match.</summary>
    public static void DeleteLeftovers(string folder, string name)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var leftover in Directory.GetDirectories(folder, $"{name}.*.tmp").Where(path => AtomicFile.IsTemporary(path) && File.Exists(System.IO.Path.Combine(path, Lock))))
        {
            try
            {
                using (new FileStream(System.IO.Path.Combine(leftover, Lock), FileMode.Open, FileAccess.Write, FileShare.None)) { } // fails where its writer lives
                Directory.Delete(leftover, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Another process fills it, or owns it.
            }
        }
    }

    /// <summary>Ends the lock, and deletes its file, so that the folder can be moved.</summary>
    public void Unlock() => _lock.Dispose();

    public void Dispose()
    {
        Unlock();
        OutputFolder.TryDelete(Path);
    }
}
