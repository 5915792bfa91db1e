using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>
/// glibc returns large blocks to the system when they are freed, so every step of a training pays again for the page
/// faults of its activations: a third to a half of its time. Kept in the process they are used again.
/// </summary>
internal static partial class HostMemory
{
    // From glibc's malloc.h.
    private const int TrimThreshold = -1, MostMaps = -4, MostArenas = -8;

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It must run before libtorch allocates, wherever that is.")]
    internal static void Keep()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "mallopt", out _)) return; // musl has none
        _ = mallopt(TrimThreshold, -1);
        _ = mallopt(MostMaps, 0);
        _ = mallopt(MostArenas, 1); // the other arenas cannot hold a large block
    }

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);
}
