using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>What the public API does not tell of a GPU.</summary>
internal static class CudaDevice
{
    internal static unsafe string Name(int index)
    {
        const int Capacity = 256;
        var name = stackalloc byte[Capacity];
        Native.Check(Native.fer_cuda_name(index, name, Capacity));
        return Marshal.PtrToStringUTF8((nint)name)!;
    }

    /// <summary>The most bytes that this process has held at once.</summary>
    internal static long PeakMemory(int index)
    {
        Native.Check(Native.fer_cuda_peak_memory(index, out var bytes));
        return bytes;
    }

    /// <summary>The state of its random generator, as a tensor on the CPU.</summary>
    internal static Tensor RandomState(int index)
    {
        Native.Check(Native.fer_cuda_rng_state(index, out var state));
        return new Tensor(state);
    }

    internal static void SetRandomState(int index, Tensor state) => Native.Check(Native.fer_set_cuda_rng_state(index, state));
}
