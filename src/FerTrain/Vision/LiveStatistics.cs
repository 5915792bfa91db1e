using System.Diagnostics;

namespace FerTrain.Vision;

/// <summary>How a live image went.</summary>
/// <param name="FramesRead">By the camera, video or stream.</param>
/// <param name="FramesShown">In the window, the recording, or nowhere but in this account.</param>
/// <param name="FramesDropped">Made way for newer ones.</param>
/// <param name="Faces">In the frames that were shown.</param>
/// <param name="FramesPerSecond">Shown, from the first to the last.</param>
/// <param name="LatencyMs">From a frame's arrival to its appearance.</param>
/// <param name="DetectionMs">A frame.</param>
/// <param name="ModelMsPerFace">With its crop.</param>
public sealed record LiveSummary(
    int FramesRead, int FramesShown, int FramesDropped, int Faces, double FramesPerSecond, Spread? LatencyMs, Spread? DetectionMs, Spread? ModelMsPerFace);

/// <summary>How long something takes: half of the time no longer than the median, in 19 of 20 cases no longer than the 95th percentile.</summary>
public sealed record Spread(double Median, double Percentile95);

/// <summary>Keeps account of the frames that were shown.</summary>
internal sealed class LiveStatistics
{
    private readonly RecentTimes _latencies = new();
    private readonly RecentTimes _detections = new();
    private readonly RecentTimes _classifications = new();
    private int _frames;
    private int _faces;
    private long _first;
    private long _last;

    /// <summary>A frame that has just been shown.</summary>
    public void Add(Frame frame)
    {
        _last = Stopwatch.GetTimestamp();
        if (_frames++ == 0) _first = _last;
        _faces += frame.Faces.Count;
        _latencies.Add(frame.Age);
        _detections.Add(frame.DetectionTime);
        if (frame.Faces.Count > 0) _classifications.Add(frame.ClassificationTime / frame.Faces.Count);
    }

    public LiveSummary Summary(int read, int dropped)
    {
        var rate = _frames > 1 ? (_frames - 1) / Stopwatch.GetElapsedTime(_first, _last).TotalSeconds : 0;
        return new(read, _frames, dropped, _faces, rate, _latencies.Spread(), _detections.Spread(), _classifications.Spread());
    }
}

/// <summary>The last durations, as many as tell their distribution, so that a camera can run for weeks.</summary>
internal sealed class RecentTimes
{
    private const int Kept = 10_000;

    private readonly Queue<double> _milliseconds = [];

    public void Add(TimeSpan time)
    {
        if (_milliseconds.Count == Kept) _ = _milliseconds.Dequeue();
        _milliseconds.Enqueue(time.TotalMilliseconds);
    }

    /// <summary>In milliseconds; null where there are none.</summary>
    public Spread? Spread()
    {
        double[] sorted = [.. _milliseconds.Order()];
        return sorted.Length == 0 ? null : new(At(0.5), At(0.95));

        double At(double fraction) => sorted[(int)Math.Ceiling(fraction * sorted.Length) - 1];
    }
}

/// <summary>How many frames come in a second, by those of the last one.</summary>
internal sealed class FrameRate
{
    private readonly Queue<long> _times = [];

    /// <summary>Counts a frame; 0 at the first.</summary>
    public double Next()
    {
        var now = Stopwatch.GetTimestamp();
        _times.Enqueue(now);
        while (_times.Count > 2 && Stopwatch.GetElapsedTime(_times.Peek(), now) > TimeSpan.FromSeconds(1)) _ = _times.Dequeue();
        return _times.Count == 1 ? 0 : (_times.Count - 1) / Stopwatch.GetElapsedTime(_times.Peek(), now).TotalSeconds;
    }
}
