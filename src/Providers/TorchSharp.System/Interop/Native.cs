using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>The shim's functions, one for one; see <c>native/shim.h</c>.</summary>
internal static partial class Native
{
    private const string Library = "torch_shim";

    [LibraryImport(Library)] private static partial nint fer_last_error();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int fer_operator(string name, string overload, out nint op);

    [LibraryImport(Library)]
    internal static unsafe partial int fer_call(nint op, Value* arguments, long count, Value* results, long capacity, out long resultCount);

    [LibraryImport(Library)] internal static partial void fer_tensor_release(nint tensor);
    [LibraryImport(Library)] internal static unsafe partial int fer_tensor_from_memory(void* data, long* sizes, long dimensions, int type, out nint tensor);
    [LibraryImport(Library)] internal static partial int fer_tensor_data(Tensor tensor, out nint data);
    [LibraryImport(Library)] internal static partial int fer_tensor_storage(Tensor tensor, out nint start);
    [LibraryImport(Library)] internal static partial int fer_tensor_dimensions(Tensor tensor, out long dimensions);
    [LibraryImport(Library)] internal static unsafe partial int fer_tensor_layout(Tensor tensor, long* sizes, long* strides);
    [LibraryImport(Library)] internal static partial int fer_tensor_kind(Tensor tensor, out int type, out int deviceType, out int deviceIndex);
    [LibraryImport(Library)] internal static partial int fer_tensor_is_contiguous(Tensor tensor, out int contiguous);

    [LibraryImport(Library)] internal static partial int fer_backward(Tensor tensor, int retainGraph);
    [LibraryImport(Library)] internal static partial int fer_grad(Tensor tensor, out nint grad);
    [LibraryImport(Library)] internal static partial int fer_set_grad(Tensor tensor, Tensor? grad);
    [LibraryImport(Library)] internal static partial int fer_requires_grad(Tensor tensor, out int requiresGrad);
    [LibraryImport(Library)] internal static partial int fer_set_requires_grad(Tensor tensor, int requiresGrad);
    [LibraryImport(Library)] internal static partial int fer_is_leaf(Tensor tensor, out int isLeaf);
    [LibraryImport(Library)] internal static partial int fer_grad_mode(out int enabled);
    [LibraryImport(Library)] internal static partial int fer_set_grad_mode(int enabled);
    [LibraryImport(Library)] internal static partial int fer_inference_begin(int enabled, out nint guard);
    [LibraryImport(Library)] internal static partial void fer_inference_end(nint guard);
    [LibraryImport(Library)] internal static partial int fer_autocast_begin(int deviceType, out nint guard);
    [LibraryImport(Library)] internal static partial void fer_autocast_end(nint guard);

    [LibraryImport(Library)] internal static partial int fer_version(out nint version);
    [LibraryImport(Library)] internal static partial int fer_manual_seed(ulong seed);
    [LibraryImport(Library)] internal static partial int fer_rng_state(out nint state);
    [LibraryImport(Library)] internal static partial int fer_set_rng_state(Tensor state);
    [LibraryImport(Library)] internal static partial int fer_num_threads(out int threads);
    [LibraryImport(Library)] internal static partial int fer_set_num_threads(int threads);

    [LibraryImport(Library)] internal static partial int fer_cuda_device_count(out int count);
    [LibraryImport(Library)] internal static partial int fer_cuda_manual_seed_all(ulong seed);
    [LibraryImport(Library)] internal static partial int fer_cuda_synchronize(int index);
    [LibraryImport(Library)] internal static partial int fer_cuda_rng_state(int index, out nint state);
    [LibraryImport(Library)] internal static partial int fer_set_cuda_rng_state(int index, Tensor state);
    [LibraryImport(Library)] internal static unsafe partial int fer_cuda_name(int index, byte* name, long capacity);
    [LibraryImport(Library)] internal static partial int fer_cuda_peak_memory(int index, out long bytes);
    [LibraryImport(Library)] internal static partial int fer_tf32(out int products, out int convolutions);
    [LibraryImport(Library)] internal static partial int fer_set_tf32(int products, int convolutions);
    [LibraryImport(Library)] internal static partial int fer_cuda_stream_begin(int index, out nint stream);
    [LibraryImport(Library)] internal static partial int fer_cuda_stream_end(nint stream);
    [LibraryImport(Library)] internal static partial int fer_cuda_graph_begin(out nint graph);
    [LibraryImport(Library)] internal static partial int fer_cuda_graph_end(nint graph);
    [LibraryImport(Library)] internal static partial int fer_cuda_graph_replay(nint graph);
    [LibraryImport(Library)] internal static partial void fer_cuda_graph_release(nint graph);

    /// <summary>Turns the shim's status into the exception that the real package throws for a native error.</summary>
    internal static void Check(int status)
    {
        if (status != 0) throw new ExternalException(Marshal.PtrToStringUTF8(fer_last_error()));
    }
}
