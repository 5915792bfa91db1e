using System.Threading.Channels;

namespace FerTrain.Server.Inference;

/// <summary>Runs work in threads of their own, each with a tool that only it uses, in the order in which the work arrives.</summary>
internal sealed class WorkerPool<TTool> : IDisposable where TTool : IDisposable
{
    private readonly Channel<Action<TTool>> _work = Channel.CreateUnbounded<Action<TTool>>();
    private readonly Task[] _threads;

    /// <param name="tools">The tools, which are disposed of with the pool.</param>
    public WorkerPool(IEnumerable<TTool> tools) =>
        _threads = [.. tools.Select(tool => Task.Factory.StartNew(() => Work(tool), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];

    /// <summary>Runs a piece of work; one that nobody wants any more is not begun.</summary>
    /// <exception cref="OperationCanceledException">The result is no longer wanted, or the pool was disposed of.</exception>
    public async Task<T> Run<T>(Func<TTool, T> work, CancellationToken cancel)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_work.Writer.TryWrite(Try)) throw new OperationCanceledException();
        return await result.Task.WaitAsync(cancel);

        void Try(TTool tool)
        {
            if (cancel.IsCancellationRequested) return;
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
        _work.Writer.TryComplete();
        Task.WaitAll(_threads);
    }

    private void Work(TTool tool)
    {
        using (tool)
            foreach (var work in _work.Reader.ReadAllAsync().ToBlockingEnumerable()) work(tool);
    }
}
