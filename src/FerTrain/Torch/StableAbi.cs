using System.Text;
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

/// <summary>Calls operators of libtorch that TorchSharp does not offer, by libtorch's stable C interface.</summary>
internal static unsafe class Dispatcher
{
    /// <summary>An optional argument that is left out.</summary>
    public const ulong None = 0;

    private static readonly delegate* unmanaged<byte*, byte*, ulong*, ulong, int> CallDispatcher;
    private static readonly delegate* unmanaged<nint, nint*, int> NewHandle;
    private static readonly delegate* unmanaged<nuint, nint*, int> NewList;
    private static readonly delegate* unmanaged<nint, ulong, int> PushBack;
    private static readonly ulong Version;

    static Dispatcher()
    {
        IsAvailable = NativeExports.TryFind(out var call, "torch_call_dispatcher") & NativeExports.TryFind(out var handle, "aoti_torch_new_tensor_handle")
            & NativeExports.TryFind(out var list, "torch_new_list_reserve_size") & NativeExports.TryFind(out var push, "torch_list_push_back")
            & NativeExports.TryFind(out var version, "aoti_torch_abi_version");
        if (!IsAvailable) return;
        CallDispatcher = (delegate* unmanaged<byte*, byte*, ulong*, ulong, int>)call;
        NewHandle = (delegate* unmanaged<nint, nint*, int>)handle;
        NewList = (delegate* unmanaged<nuint, nint*, int>)list;
        PushBack = (delegate* unmanaged<nint, ulong, int>)push;
        Version = ((delegate* unmanaged<ulong>)version)();
    }

    /// <summary>False of a libtorch before 2.10.</summary>
    public static bool IsAvailable { get; }

    /// <summary>Calls an operator that returns nothing, with all its arguments in the order of its schema; it takes them over.</summary>
    public static void Call(string name, params Span<ulong> arguments)
    {
        fixed (byte* op = Encoding.UTF8.GetBytes(name + '\0'))
        fixed (ulong* stack = arguments)
        {
            byte overload = 0;
            Check(CallDispatcher(op, &overload, stack, Version), name);
        }
    }

    public static ulong Argument(double value) => BitConverter.DoubleToUInt64Bits(value);

    public static ulong Argument(bool value) => value ? 1u : 0;

    public static ulong Argument(IReadOnlyList<Tensor> tensors)
    {
        nint list;
        Check(NewList((nuint)tensors.Count, &list), "a list");
        foreach (var tensor in tensors)
        {
            nint handle;
            Check(NewHandle(tensor.Handle, &handle), "a tensor");
            Check(PushBack(list, (ulong)handle), "a list");
        }

        return (ulong)list;
    }

    // libtorch writes the reason to the standard error.
    private static void Check(int code, string what)
    {
        if (code != 0) throw new InvalidOperationException($"libtorch refuses {what}.");
    }
}
