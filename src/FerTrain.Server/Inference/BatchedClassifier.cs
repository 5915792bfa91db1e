using System.Collections.Immutable;
using System.Threading.Channels;
using FerTrain.Vision;

namespace FerTrain.Server.Inference;

/// <summary>Classifies faces in one thread, those that arrived while it was busy in one batch.</summary>
internal sealed class BatchedClassifier : IDisposable
{
    private const int MostFaces = 64; // of a batch: more are no faster, and take memory

    private readonly Channel<Waiting> _waiting = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Func<IReadOnlyList<FaceCrop>, IReadOnlyList<ImmutableArray<float>>> _classify;
    private readonly Task _thread;

    /// <param name="classify">Gives the probabilities of each face; only ever called in one thread.</param>
    public BatchedClassifier(Func<IReadOnlyList<FaceCrop>, IReadOnlyList<ImmutableArray<float>>> classify)
    {
        _classify = classify;
        // Not on the thread pool, because libtorch keeps a pool of workers for each thread that calls it.
        _thread = Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Gives the probabilities of each face.</summary>
    /// <exception cref="OperationCanceledException">The answer is no longer wanted, or the classifier was disposed of.</exception>
    public async Task<IReadOnlyList<ImmutableArray<float>>> Classify(IReadOnlyList<FaceCrop> faces, CancellationToken cancel)
    {
        if (faces.Count == 0) return [];
        var waiting = new Waiting(faces, cancel);
        if (!_waiting.Writer.TryWrite(waiting)) throw new OperationCanceledException();
        return await waiting.Answer.Task.WaitAsync(cancel);
    }

    /// <summary>Ends after all faces that wait are answered.</summary>
    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _thread.Wait();
    }

    private void Work()
    {
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            var batch = Batch();
            try
            {
                Answer(batch);
            }
            catch (Exception error)
            {
                foreach (var waiting in batch) waiting.Answer.TrySetException(error);
            }
        }
    }

    private List<Waiting> Batch()
    {
        List<Waiting> batch = [];
        for (var faces = 0; faces < MostFaces && _waiting.Reader.TryRead(out var next);)
        {
            if (next.Cancel.IsCancellationRequested) continue;
            batch.Add(next);
            faces += next.Faces.Count;
        }

        return batch;
    }

    private void Answer(List<Waiting> batch)
    {
        var probabilities = _classify([.. batch.SelectMany(waiting => waiting.Faces)]);
        var start = 0;
        foreach (var waiting in batch)
        {
            waiting.Answer.TrySetResult([.. probabilities.Skip(start).Take(waiting.Faces.Count)]);
            start += waiting.Faces.Count;
        }
    }

    private sealed record Waiting(IReadOnlyList<FaceCrop> Faces, CancellationToken Cancel)
    {
        public TaskCompletionSource<IReadOnlyList<ImmutableArray<float>>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
