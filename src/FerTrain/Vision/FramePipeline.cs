using System.Diagnostics;
using System.Threading.Channels;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Passes frames in order through stages that run concurrently, with one frame waiting before each stage.</summary>
internal sealed class FramePipeline : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Frame>[] _channels;
    private readonly Task[] _workers;
    private int _read;
    private int _dropped;

    /// <param name="source">The source, which a thread of its own reads to the end.</param>
    /// <param name="stages">The stages in their order, each of which runs in a thread of its own.</param>
    /// <param name="drops">Whether to drop a waiting frame for a newer one; false to make the previous stage wait.</param>
    public FramePipeline(IEnumerable<Frame> source, IReadOnlyList<Action<Frame>> stages, bool drops)
    {
        var options = new BoundedChannelOptions(1)
        {
            SingleReader = true,
            SingleWriter = true,
            FullMode = drops ? BoundedChannelFullMode.DropOldest : BoundedChannelFullMode.Wait,
        };
        _channels = [.. Enumerable.Range(0, stages.Count + 1).Select(_ => Channel.CreateBounded<Frame>(options, Drop))];
        _workers =
        [
            Start(Counted(source), _channels[0]),
            .. stages.Select((stage, index) => Start(Processed(_channels[index], stage), _channels[index + 1])),
        ];
    }

    /// <summary>Counts the frames that were read.</summary>
    public int Read => Volatile.Read(ref _read);

    /// <summary>Counts the frames that were dropped.</summary>
    public int Dropped => Volatile.Read(ref _dropped);

    /// <summary>Returns the frames that passed every stage, which the caller disposes; null whenever none arrives within <paramref name="timeout"/>.</summary>
    public IEnumerable<Frame?> Frames(TimeSpan timeout)
    {
        var output = _channels[^1].Reader;
        while (true)
        {
            var more = output.WaitToReadAsync(_stop.Token).AsTask();
            while (Task.WaitAny([more], timeout) < 0) yield return null;
            if (!more.GetAwaiter().GetResult()) yield break;
            while (output.TryRead(out var frame)) yield return frame;
        }
    }

    /// <summary>Stops the stages after their current frames, and waits for them, but not longer.</summary>
    public void Stop(TimeSpan patience)
    {
        _stop.Cancel();
        Task.WaitAll(_workers, patience);
    }

    public void Dispose()
    {
        Stop(Timeout.InfiniteTimeSpan);
        foreach (var channel in _channels)
            while (channel.Reader.TryRead(out var frame)) frame.Dispose();
        _stop.Dispose();
    }

    // Not on the thread pool, because libtorch keeps a pool of workers for each thread that calls it.
    private Task Start(IEnumerable<Frame> frames, Channel<Frame> output) =>
        Task.Factory.StartNew(() => Pass(frames, output), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Pass(IEnumerable<Frame> frames, ChannelWriter<Frame> output)
    {
        try
        {
            foreach (var frame in frames) Write(frame, output);
            output.Complete();
        }
        catch (Exception error)
        {
            output.Complete(error); // Frames throws it
        }
    }

    private void Write(Frame frame, ChannelWriter<Frame> output)
    {
        try
        {
            output.WriteAsync(frame, _stop.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            frame.Dispose();
            throw;
        }
    }

    private IEnumerable<Frame> Counted(IEnumerable<Frame> source)
    {
        foreach (var frame in source)
        {
            Interlocked.Increment(ref _read);
            yield return frame;
        }
    }

    private IEnumerable<Frame> Processed(Channel<Frame> input, Action<Frame> stage)
    {
        foreach (var frame in input.Reader.ReadAllAsync(_stop.Token).ToBlockingEnumerable())
        {
            try
            {
                stage(frame);
            }
            catch
            {
                frame.Dispose();
                throw;
            }

            yield return frame;
        }
    }

    private void Drop(Frame frame)
    {
        Interlocked.Increment(ref _dropped);
        frame.Dispose();
    }
}

/// <summary>Holds an image on its way from the camera to the screen, with its faces; its one owner disposes it.</summary>
/// <param name="image">An image of 8 bits and three channels (BGR).</param>
/// <param name="time">The time since the first frame.</param>
internal sealed class Frame(Mat image, TimeSpan time) : IDisposable
{
    private readonly long _read = Stopwatch.GetTimestamp();

    public Mat Image => image;

    public TimeSpan Time => time;

    /// <summary>The time since the frame was read.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(_read);

    public IReadOnlyList<FoundFace> Found { get; internal set; } = [];

    public TimeSpan DetectionTime { get; internal set; }

    public IReadOnlyList<ClassifiedFace> Faces { get; internal set; } = [];

    public TimeSpan ClassificationTime { get; internal set; }

    public void Dispose() => image.Dispose();
}
