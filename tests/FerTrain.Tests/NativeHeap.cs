using System.Runtime.InteropServices;

namespace FerTrain.Tests;

/// <summary>The memory that native code holds; with glibc exactly what it holds by malloc, elsewhere the process's, .NET's heap included.</summary>
internal static partial class NativeHeap
{
    /// <summary>Bytes that are allocated and not freed.</summary>
    public static long BytesInUse
    {
        get
        {
            if (!OperatingSystem.IsLinux()) return Environment.WorkingSet;
            var info = GetInfo();
            return (long)(info.InUse + info.MappedBytes);
        }
    }

    [LibraryImport("libc", EntryPoint = "mallinfo2")]
    private static partial MallocInfo GetInfo();

    /// <summary>glibc's struct mallinfo2.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct MallocInfo
    {
        public readonly nuint Arena, FreeBlocks, FastBlocks, MappedBlocks, MappedBytes, Unused, FastBytes, InUse, Free, Releasable;
    }
}
