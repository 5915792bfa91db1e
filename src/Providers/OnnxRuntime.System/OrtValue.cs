using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Interop;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A tensor: over an array that it pins while it lives, or the result of a run.</summary>
public class OrtValue : IDisposable
{
    private static readonly nint CpuMemory = NativeMethods.CreateCpuMemoryInfo();

    private MemoryHandle _pinned;
    private nint _handle;

    internal OrtValue(nint handle) => _handle = handle;

    ~OrtValue() => Dispose(disposing: false);

    internal nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            return _handle;
        }
    }

    public static unsafe OrtValue CreateTensorValueFromMemory<T>(T[] data, long[] shape) where T : unmanaged
    {
        var pinned = data.AsMemory().Pin();
        try
        {
            var bytes = (long)data.Length * sizeof(T);
            return new OrtValue(NativeMethods.CreateTensor(CpuMemory, pinned.Pointer, bytes, shape, (int)ElementTypes.Of(typeof(T)))) { _pinned = pinned };
        }
        catch (OnnxRuntimeException)
        {
            pinned.Dispose();
            throw;
        }
    }

    public OrtTensorTypeAndShapeInfo GetTensorTypeAndShape()
    {
        var shape = NativeMethods.ShapeOf(Handle);
        try
        {
            return new OrtTensorTypeAndShapeInfo(shape);
        }
        finally
        {
            NativeMethods.ReleaseShape(shape);
        }
    }

    /// <summary>The elements, or their bytes. The span ends with this value.</summary>
    public unsafe ReadOnlySpan<T> GetTensorDataAsSpan<T>() where T : unmanaged
    {
        var info = GetTensorTypeAndShape();
        if (typeof(T) != typeof(byte) && ElementTypes.Of(typeof(T)) != info.ElementDataType)
            throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"The tensor has elements of type {info.ElementDataType}, not {typeof(T)}.");
        var bytes = checked((int)(info.ElementCount * ElementTypes.Size(info.ElementDataType)));
        return MemoryMarshal.Cast<byte, T>(new ReadOnlySpan<byte>(NativeMethods.TensorData(Handle), bytes));
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (_handle == 0) return;
        NativeMethods.ReleaseValue(_handle);
        _handle = 0;
        _pinned.Dispose();
    }
}
