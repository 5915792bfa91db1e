using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FerTrain.Torch;

/// <summary>
/// glibc gives large blocks back to the system when they are freed, so every training step pays again for the page faults
/// of its activations: a sixth of its time. Kept in the process they are used again.
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
        _ = mallopt(TopPad, 64 << 20); // asks the system seldom; what is not touched costs nothing
        _ = mallopt(MaxMaps, 0);
        _ = mallopt(MaxArenas, 1); // the other arenas cannot hold a large block
    }

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);
}
