using System.Runtime.InteropServices;
using System.Text;

namespace FerTrain.Torch;

/// <summary>Queries NVIDIA's driver for what TorchSharp does not offer.</summary>
internal static unsafe class CudaDriver
{
    /// <summary>Returns the name of a GPU, such as NVIDIA H200; null if the driver does not know it.</summary>
    public static string? NameOf(int index)
    {
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out var driver)
            || !NativeLibrary.TryGetExport(driver, "cuInit", out var init)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceGet", out var get)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceGetName", out var getName)) return null;
        var name = stackalloc byte[256];
        int device;
        return ((delegate* unmanaged<uint, int>)init)(0) == 0
            && ((delegate* unmanaged<int*, int, int>)get)(&device, index) == 0
            && ((delegate* unmanaged<byte*, int, int, int>)getName)(name, 256, device) == 0
                ? Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name))
                : null;
    }
}
