using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FerTrain.Data;

/// <summary>
/// Keeps off standard error what libpng, libjpeg and FFmpeg write there by themselves about a damaged file, of which FerTrain
/// says what is wrong in its own words. What .NET's console writes still arrives: it has a handle of its own.
/// </summary>
internal static partial class NativeMessages
{
    private const int StandardError = 2;

    private static readonly Lock Gate = new();
    private static readonly SafeFileHandle? Nowhere = OperatingSystem.IsWindows() ? null : File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
    private static int _callers, _kept;

    /// <summary>Calls native code and drops its messages.</summary>
    public static T Dropped<T>(Func<T> call)
    {
        if (Nowhere is null) return call();
        lock (Gate)
        {
            if (_callers++ == 0) (_kept, _) = (dup(StandardError), dup2((int)Nowhere.DangerousGetHandle(), StandardError));
        }

        try
        {
            return call();
        }
        finally
        {
            lock (Gate)
            {
                if (--_callers == 0) _ = (dup2(_kept, StandardError), close(_kept));
            }
        }
    }

    [LibraryImport("libc")]
    private static partial int dup(int file);

    [LibraryImport("libc")]
    private static partial int dup2(int file, int target);

    [LibraryImport("libc")]
    private static partial int close(int file);
}
