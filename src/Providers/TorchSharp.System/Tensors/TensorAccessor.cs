using System.Runtime.InteropServices;

namespace TorchSharp.Utils;

/// <summary>Reads a tensor's elements in logical order.</summary>
public sealed class TensorAccessor<T> where T : unmanaged
{
    private readonly torch.Tensor _tensor;

    internal TensorAccessor(torch.Tensor tensor) => _tensor = tensor;

    public long Count => _tensor.numel();

    public T[] ToArray()
    {
        using var local = _tensor.Local();
        return MemoryMarshal.Cast<byte, T>(local.bytes).ToArray();
    }
}
