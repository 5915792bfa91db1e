using System.Text;
using static TorchSharp.torch;

namespace FerTrain.Torch;

/// <summary>Accesses the memory of TorchSharp's tensors and libtorch's threads through libtorch's stable C interface (2.10).</summary>
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

    /// <summary>Whether libtorch has it; an older one in <c>LIBTORCH</c> has not, and its own operators compute instead.</summary>
    public static bool IsAvailable { get; }

    /// <summary>Returns the address of the first element of a tensor on the CPU.</summary>
    public static void* Data(Tensor tensor)
    {
        void* data;
        return GetDataPointer(tensor.Handle, &data) == 0 ? data : throw new InvalidOperationException("libtorch returns no memory of this tensor.");
    }

    /// <summary>Returns the address of the first element of a float32 tensor on the CPU.</summary>
    public static float* Floats(Tensor tensor) => (float*)Data(tensor);

    /// <summary>Calls the body with ranges that cover [0, count), on libtorch's threads. The body must not throw.</summary>
    public static void For(long count, delegate* unmanaged<long, long, void*, void> body, void* context) => ParallelFor(0, count, 1, body, context);
}

/// <summary>Calls operators of libtorch that TorchSharp does not offer, through libtorch's stable C interface.</summary>
internal static unsafe class Dispatcher
{
    /// <summary>Stands for an omitted optional argument.</summary>
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

    /// <summary>Whether libtorch is 2.10 or later.</summary>
    public static bool IsAvailable { get; }

    /// <summary>Calls an operator that returns nothing, with all arguments in the order of its schema; the call takes ownership of them.</summary>
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

    // libtorch writes the reason to standard error.
    private static void Check(int code, string name)
    {
        if (code != 0) throw new InvalidOperationException($"libtorch refuses {name}.");
    }
}
