using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ScottPlot.Interop;

/// <summary>Collects in memory what cairo writes to a stream.</summary>
internal sealed unsafe class ByteSink : IDisposable
{
    private readonly MemoryStream _bytes = new();
    private GCHandle _self;

    public ByteSink() => _self = GCHandle.Alloc(_bytes);

    public static delegate* unmanaged<nint, byte*, uint, int> Write => &Append;

    public nint Closure => GCHandle.ToIntPtr(_self);

    public byte[] ToArray() => _bytes.ToArray();

    public void Dispose()
    {
        if (_self.IsAllocated) _self.Free();
    }

    [UnmanagedCallersOnly]
    private static int Append(nint closure, byte* data, uint length)
    {
        Unsafe.As<MemoryStream>(GCHandle.FromIntPtr(closure).Target!).Write(new ReadOnlySpan<byte>(data, (int)length));
        return 0;
    }
}
