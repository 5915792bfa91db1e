namespace TorchSharp.Interop;

/// <summary>
/// While it lives, this thread's work on a GPU goes to a stream that can be recorded, and cuDNN only uses algorithms that
/// give the same numbers each time. Begins and ends when the GPU is done with all work so far.
/// </summary>
internal sealed class CudaStream : IDisposable
{
    private nint _stream;

    internal CudaStream(int index) => Native.Check(Native.fer_cuda_stream_begin(index, out _stream));

    public void Dispose()
    {
        if (_stream == 0) return;
        Native.Check(Native.fer_cuda_stream_end(_stream));
        _stream = 0;
    }
}
