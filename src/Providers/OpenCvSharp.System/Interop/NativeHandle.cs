using System.Runtime.InteropServices;

namespace OpenCvSharp.Interop;

/// <summary>Something that the shim made and that goes back to it once.</summary>
internal abstract class NativeHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected abstract void Release(nint owned);

    protected override bool ReleaseHandle()
    {
        Release(handle);
        return true;
    }
}

internal sealed class MatHandle : NativeHandle
{
    private GCHandle _pinned;

    /// <summary>Keeps the array where it is for as long as the matrix that was laid over it.</summary>
    public void Adopt(GCHandle pinned) => _pinned = pinned;

    protected override void Release(nint owned)
    {
        Native.fer_mat_release(owned);
        if (_pinned.IsAllocated) _pinned.Free();
    }
}

internal sealed class ClassifierHandle : NativeHandle
{
    protected override void Release(nint owned) => Native.fer_classifier_release(owned);
}

internal sealed class CaptureHandle : NativeHandle
{
    protected override void Release(nint owned) => Native.fer_capture_release(owned);
}

internal sealed class WriterHandle : NativeHandle
{
    protected override void Release(nint owned) => Native.fer_writer_release(owned);
}

internal sealed class ModelHandle : NativeHandle
{
    protected override void Release(nint owned) => Native.fer_model_release(owned);
}

internal sealed class PcaHandle : NativeHandle
{
    protected override void Release(nint owned) => Native.fer_pca_release(owned);
}
