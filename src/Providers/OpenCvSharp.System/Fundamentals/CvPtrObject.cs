using OpenCvSharp.Interop;

namespace OpenCvSharp;

public abstract class CvPtrObject : DisposableObject
{
    private protected CvPtrObject(ModelHandle handle) => Handle = handle;

    internal ModelHandle Handle { get; }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Handle.Dispose();
        base.Dispose(disposing);
    }
}
