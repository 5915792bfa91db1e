namespace OpenCvSharp.Interop;

/// <summary>A native array that its receiver copies and gives back.</summary>
internal readonly unsafe struct OwnedArray
{
    private readonly nint _owner;
    private readonly void* _data;
    private readonly long _length;

    public T[] Take<T>(delegate*<nint, void> release) where T : unmanaged
    {
        var copy = new ReadOnlySpan<T>(_data, checked((int)_length)).ToArray();
        release(_owner);
        return copy;
    }
}
