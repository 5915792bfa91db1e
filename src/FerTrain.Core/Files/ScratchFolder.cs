namespace FerTrain.Core.Files;

/// <summary>A folder of the system's temporary files, which is deleted in the end.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fertrain_").FullName;

    public void Dispose() => OutputFolder.TryDelete(Path);
}
