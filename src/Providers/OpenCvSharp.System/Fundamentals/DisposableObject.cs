namespace OpenCvSharp;

public abstract class DisposableObject : IDisposable
{
    private protected DisposableObject() { }

    public bool IsDisposed { get; protected set; }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    public void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(IsDisposed, this);

    protected virtual void Dispose(bool disposing) => IsDisposed = true;
}
