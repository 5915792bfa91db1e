using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>
/// libgomp's idle workers spin for milliseconds by default, which costs several times the speed where another program
/// wants the core. A third of that still bridges the gaps inside a step: less made a quiet machine a tenth slower.
/// </summary>
internal static partial class WorkerThreads
{
    // libgomp reads its environment when it is loaded, which the first call of the shim does.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It must run before the first native call, wherever that is.")]
    internal static void LimitSpinning()
    {
        if (OperatingSystem.IsLinux()) _ = setenv("GOMP_SPINCOUNT", "100000", overwrite: 0);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
