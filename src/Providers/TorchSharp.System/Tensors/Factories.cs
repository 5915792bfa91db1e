using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator CatOp = new("aten::cat");
    private static readonly Operator LinspaceOp = new("aten::linspace");
    private static readonly Operator OnesOp = new("aten::ones");
    private static readonly Operator RandnOp = new("aten::randn");
    private static readonly Operator RandOp = new("aten::rand");
    private static readonly Operator ZerosOp = new("aten::zeros");

    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Make(ZerosOp, size, dtype, device, requires_grad);

    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Make(OnesOp, size, dtype, device, requires_grad);

    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Make(RandOp, size, dtype, device, requires_grad);

    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Make(RandnOp, size, dtype, device, requires_grad);

    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var result = LinspaceOp.Call(start, end, steps, dtype, Argument.None, device);
        return requires_grad ? result.requires_grad_() : result;
    }

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => CatOp.Call(tensors.ToArray(), dim);

    public static Tensor tensor(long[] dataArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        tensor(dataArray, [dataArray.Length], dtype, device, requires_grad);

    public static Tensor tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        tensor(rawArray, [rawArray.Length], dtype, device, requires_grad);

    public static Tensor tensor(byte[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromMemory<byte>(rawArray, dimensions, ScalarType.Byte, dtype, device, requires_grad);

    public static Tensor tensor(long[] dataArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromMemory<long>(dataArray, dimensions, ScalarType.Int64, dtype, device, requires_grad);

    public static Tensor tensor(float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromMemory<float>(rawArray, dimensions, ScalarType.Float32, dtype, device, requires_grad);

    public static Tensor tensor(double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromMemory<double>(rawArray, dimensions, ScalarType.Float64, dtype, device, requires_grad);

    private static Tensor Make(Operator op, long[] size, ScalarType? dtype, Device? device, bool requires_grad)
    {
        var result = op.Call(size, dtype, Argument.None, device);
        return requires_grad ? result.requires_grad_() : result;
    }

    private static unsafe Tensor FromMemory<T>(ReadOnlySpan<T> data, ReadOnlySpan<long> dimensions, ScalarType type, ScalarType? dtype, Device? device, bool requires_grad)
        where T : unmanaged
    {
        var total = 1L;
        foreach (var size in dimensions) total = checked(total * size);
        if (total > data.Length)
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {total} vs. {data.Length}");

        HostAccess.Check();
        nint handle;
        fixed (T* memory = data)
        fixed (long* sizes = dimensions)
            Native.Check(Native.fer_tensor_from_memory(memory, sizes, dimensions.Length, (int)type, out handle));
        var result = new Tensor(handle);
        if (dtype is { } other && other != type) result = result.to(other, disposeAfter: true);
        if (device is { type: not DeviceType.CPU }) result = result.to(device, disposeAfter: true);
        return requires_grad ? result.requires_grad_() : result;
    }
}
