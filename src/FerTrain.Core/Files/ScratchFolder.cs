namespace FerTrain.Core.Files;

/// <summary>A folder of the system's temporary files, which is deleted in the end.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fertrain_").FullName;

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A program such as a virus scanner still has a file of it open: the system's own cleaning gets it.
        }
    }
}
