using OpenCvSharp.Interop;

namespace OpenCvSharp;

public abstract class CvObject : DisposableObject
{
    private readonly NativeHandle? _handle;

    private protected CvObject(NativeHandle? handle) => _handle = handle;

    public IntPtr CvPtr => _handle?.DangerousGetHandle() ?? 0;

    protected override void Dispose(bool disposing)
    {
        if (disposing) _handle?.Dispose();
        base.Dispose(disposing);
    }
}
