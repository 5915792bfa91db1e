using System.Runtime.InteropServices;

namespace FerTrain.Data;

/// <summary>
/// Keeps libpng and libjpeg, which OpenCV decodes with, from writing to standard error until it is disposed: the error of FerTrain
/// describes the file. What .NET writes there is not lost, because it goes through a copy of the descriptor.
/// </summary>
internal sealed partial class QuietLibraries : IDisposable
{
    private const int StandardError = 2;
    private const int WriteOnly = 1;

    private static readonly Lock Descriptor = new();
    private static readonly int Nothing = OperatingSystem.IsWindows() ? -1 : open("/dev/null", WriteOnly);

    private readonly int _kept;

    public QuietLibraries()
    {
        Descriptor.Enter();
        _kept = Nothing < 0 ? -1 : dup(StandardError);
        if (_kept >= 0) _ = dup2(Nothing, StandardError);
    }

    public void Dispose()
    {
        if (_kept >= 0)
        {
            _ = dup2(_kept, StandardError);
            _ = close(_kept);
        }

        Descriptor.Exit();
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)] private static partial int open(string path, int flags);
    [LibraryImport("libc")] private static partial int dup(int descriptor);
    [LibraryImport("libc")] private static partial int dup2(int descriptor, int target);
    [LibraryImport("libc")] private static partial int close(int descriptor);
}
