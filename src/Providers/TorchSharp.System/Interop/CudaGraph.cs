namespace TorchSharp.Interop;

/// <summary>Work of this thread on a GPU, recorded once and launched as often as wanted; it reads and writes the same memory each time.</summary>
internal sealed class CudaGraph : IDisposable
{
    private nint _graph;

    /// <summary>Records the work, on a <see cref="CudaStream"/>; none of it is done.</summary>
    internal CudaGraph(Action work)
    {
        Native.Check(Native.fer_cuda_graph_begin(out _graph));
        try
        {
            using (HostAccess.Forbid())
                work();
        }
        catch
        {
            _ = Native.fer_cuda_graph_end(_graph); // fails as well; the first failure is the one to tell
            Dispose();
            throw;
        }

        Native.Check(Native.fer_cuda_graph_end(_graph));
    }

    internal void Replay() => Native.Check(Native.fer_cuda_graph_replay(_graph));

    public void Dispose()
    {
        if (_graph != 0) Native.fer_cuda_graph_release(_graph);
        _graph = 0;
    }
}
