using static TorchSharp.torch;

namespace FerTrain.Torch;

/// <summary>The part of libtorch's stable C interface (2.10) that FerTrain uses on the memory of TorchSharp's tensors.</summary>
internal static unsafe class StableAbi
{
    private static readonly delegate* unmanaged<nint, void**, int> GetDataPointer;
    private static readonly delegate* unmanaged<long, long, long, delegate* unmanaged<long, long, void*, void>, void*, void> ParallelFor;

    static StableAbi()
    {
        IsAvailable = NativeExports.TryFind(out var pointer, "aoti_torch_get_data_ptr") & NativeExports.TryFind(out var parallel, "torch_parallel_for");
        GetDataPointer = (delegate* unmanaged<nint, void**, int>)pointer;
        ParallelFor = (delegate* unmanaged<long, long, long, delegate* unmanaged<long, long, void*, void>, void*, void>)parallel;
    }

    /// <summary>False of an older libtorch that <c>LIBTORCH</c> names: libtorch's own operators compute there.</summary>
    public static bool IsAvailable { get; }

    /// <summary>The first element of a tensor on the CPU.</summary>
    public static void* Data(Tensor tensor)
    {
        void* data;
        return GetDataPointer(tensor.Handle, &data) == 0 ? data : throw new InvalidOperationException("libtorch gives no memory of this tensor.");
    }

    /// <summary>Likewise, of float32.</summary>
    public static float* Floats(Tensor tensor) => (float*)Data(tensor);

    /// <summary>Calls body with ranges that make up [0, count), on libtorch's own threads. The body must not throw.</summary>
    public static void For(long count, delegate* unmanaged<long, long, void*, void> body, void* context) => ParallelFor(0, count, 1, body, context);
}
