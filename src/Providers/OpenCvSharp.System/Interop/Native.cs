using System.Runtime.InteropServices;

namespace OpenCvSharp.Interop;

/// <summary>The shim's functions, one for one; see <c>native/shim.h</c>.</summary>
internal static partial class Native
{
    private const string Library = "opencv_shim";

    [LibraryImport(Library)] private static partial void fer_last_error(out NativeError error);
    [LibraryImport(Library)] internal static partial long fer_live_objects();
    [LibraryImport(Library)] internal static partial void fer_bytes_release(nint owner);
    [LibraryImport(Library)] internal static partial void fer_rects_release(nint owner);
    [LibraryImport(Library)] internal static partial int fer_version(out nint version);
    [LibraryImport(Library)] internal static partial int fer_num_threads(out int threads);
    [LibraryImport(Library)] internal static partial int fer_set_num_threads(int threads);
    [LibraryImport(Library)] internal static partial int fer_set_rng(ulong state);
    [LibraryImport(Library)] internal static partial int fer_set_log_level(int level, out int previous);

    /// <summary>Turns the shim's status into the exception that the real package throws for OpenCV's.</summary>
    internal static void Check(int status)
    {
        if (status == 0) return;
        fer_last_error(out var error);
        throw error.ToException();
    }
}
