using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FerTrain.Torch;

/// <summary>
/// Keeps freed memory in the process. glibc returns large freed blocks to the system, so every training step would pay again
/// for the page faults of its activations, a sixth of its time.
/// </summary>
internal static partial class HostMemory
{
    // From glibc's malloc.h.
    private const int TrimThreshold = -1, TopPad = -2, MaxMaps = -4, MaxArenas = -8;

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It must run before libtorch allocates, wherever that is.")]
    internal static void Keep()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "mallopt", out _)) return; // musl has none
        _ = mallopt(TrimThreshold, -1);
        _ = mallopt(TopPad, 64 << 20); // asks the system rarely; untouched memory costs nothing
        _ = mallopt(MaxMaps, 0);
        _ = mallopt(MaxArenas, 1); // the other arenas cannot hold large blocks
    }

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);
}
