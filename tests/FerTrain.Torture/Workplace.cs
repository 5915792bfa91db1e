namespace FerTrain.Torture;

/// <summary>A temporary folder, and a new one in it for each trial.</summary>
internal sealed class Workplace : IDisposable
{
    private int _trials;

    public string Root { get; } = Directory.CreateTempSubdirectory("fertrain_torture_").FullName;

    public string this[string name] => Path.Combine(Root, name);

    /// <summary>Makes an empty folder for a trial.</summary>
    public string Trial() => Directory.CreateDirectory(this[FormattableString.Invariant($"trial_{Interlocked.Increment(ref _trials)}")]).FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>Copies a folder with all that is in it.</summary>
    public static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}
