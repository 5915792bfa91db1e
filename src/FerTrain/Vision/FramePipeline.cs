using System.Diagnostics;
using System.Threading.Channels;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Frames on their way through stages that work at the same time, one frame waiting before each; their order stays.</summary>
public sealed class FramePipeline : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Frame>[] _channels;
    private readonly Task[] _workers;
    private int _read;
    private int _dropped;

    /// <param name="source">Is read by a thread of its own, until it ends.</param>
    /// <param name="stages">What is done to each frame, one after another, each by a thread of its own.</param>
    /// <param name="drops">A frame that still waits is dropped for a newer one; else the stage before waits.</param>
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

    /// <summary>Frames that the source gave.</summary>
    public int Read => Volatile.Read(ref _read);

    /// <summary>Those that had to make way.</summary>
    public int Dropped => Volatile.Read(ref _dropped);

    /// <summary>The frames that went through every stage, to be disposed of by the caller; null whenever none came in a while.</summary>
    public IEnumerable<Frame?> Frames(TimeSpan patience)
    {
        var output = _channels[^1].Reader;
        while (true)
        {
            var more = output.WaitToReadAsync(_stop.Token).AsTask();
            while (Task.WaitAny([more], patience) < 0) yield return null;
            if (!more.GetAwaiter().GetResult()) yield break;
            while (output.TryRead(out var frame)) yield return frame;
        }
    }

    /// <summary>Ends after what the stages are doing right now.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        Task.WaitAll(_workers);
        foreach (var channel in _channels)
            while (channel.Reader.TryRead(out var frame)) frame.Dispose();
        _stop.Dispose();
    }

    // Not on the thread pool: libtorch keeps a pool of workers for each thread that calls it.
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
            output.Complete(error); // which is thrown where the frames are taken
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

/// <summary>An image on its way from a camera to the screen, and what is found out about it; one owner at a time, who disposes of it.</summary>
/// <param name="image">8 bits, three channels (BGR).</param>
/// <param name="time">Since the first one.</param>
public sealed class Frame(Mat image, TimeSpan time) : IDisposable
{
    private readonly long _read = Stopwatch.GetTimestamp();

    public Mat Image => image;

    public TimeSpan Time => time;

    /// <summary>Since it was read.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(_read);

    public IReadOnlyList<Rect> Boxes { get; internal set; } = [];

    public TimeSpan DetectionTime { get; internal set; }

    public IReadOnlyList<ClassifiedFace> Faces { get; internal set; } = [];

    public TimeSpan ClassificationTime { get; internal set; }

    public void Dispose() => image.Dispose();
}
