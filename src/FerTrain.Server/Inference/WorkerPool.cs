using System.Threading.Channels;

namespace FerTrain.Server.Inference;

/// <summary>Runs work in threads of their own, each with a tool that only it uses: what is urgent first, else in the order in which the work arrives.</summary>
internal sealed class WorkerPool<TTool> : IDisposable where TTool : IDisposable
{
    private readonly Channel<Job> _jobs = Channel.CreateUnboundedPrioritized<Job>();
    private readonly Task[] _threads;
    private long _count;

    /// <param name="tools">The tools, which are disposed of with the pool.</param>
    public WorkerPool(IEnumerable<TTool> tools) =>
        _threads = [.. tools.Select(tool => Task.Factory.StartNew(() => Work(tool), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];

    /// <summary>Runs a piece of work; one that nobody wants any more is not begun, and what it holds is let go at once.</summary>
    /// <exception cref="OperationCanceledException">The result is no longer wanted, or the pool was disposed of.</exception>
    public async Task<T> Run<T>(Func<TTool, T> work, bool isUrgent, CancellationToken cancel)
    {
        var wanted = work;
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_jobs.Writer.TryWrite(new(isUrgent, Interlocked.Increment(ref _count), Try))) throw new OperationCanceledException();
        try
        {
            return await result.Task.WaitAsync(cancel);
        }
        finally
        {
            wanted = null;
        }

        void Try(TTool tool)
        {
            if (wanted is not { } work) return;
            try
            {
                result.TrySetResult(work(tool));
            }
            catch (Exception error)
            {
                result.TrySetException(error);
            }
        }
    }

    /// <summary>Ends after all work that waits is done.</summary>
    public void Dispose()
    {
        _jobs.Writer.TryComplete();
        Task.WaitAll(_threads);
    }

    private void Work(TTool tool)
    {
        using (tool)
            foreach (var job in _jobs.Reader.ReadAllAsync().ToBlockingEnumerable()) job.Do(tool);
    }

    private sealed record Job(bool IsUrgent, long Number, Action<TTool> Do) : IComparable<Job>
    {
        public int CompareTo(Job? other) => (!IsUrgent, Number).CompareTo((!other!.IsUrgent, other.Number));
    }
}
