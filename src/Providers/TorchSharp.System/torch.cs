using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>The entry point of the library, named as Python's.</summary>
public static partial class torch
{
    public static readonly Device CPU = new(DeviceType.CPU);

    /// <summary>The version of the libtorch that was linked.</summary>
    public static string __version__ { get; } = ReadVersion();

    public static Device device(string description) => new(description);

    public static void set_num_threads(int num) => Native.Check(Native.fer_set_num_threads(num));

    public static int get_num_threads()
    {
        Native.Check(Native.fer_num_threads(out var threads));
        return threads;
    }

    private static string ReadVersion()
    {
        Native.Check(Native.fer_version(out var version));
        return Marshal.PtrToStringUTF8(version)!;
    }
}
