using System.Diagnostics;

namespace FerTrain.Vision;

/// <summary>Summarises a run of <c>fertrain live</c>.</summary>
/// <param name="FramesRead">The frames that were read from the camera, video or stream.</param>
/// <param name="FramesShown">The frames that passed all stages and were shown, recorded or only counted.</param>
/// <param name="FramesDropped">The frames that were dropped for newer ones.</param>
/// <param name="Faces">The faces in the frames that were shown.</param>
/// <param name="FramesPerSecond">The rate of shown frames, from the first to the last.</param>
/// <param name="LatencyMs">The time from reading a frame to showing it.</param>
/// <param name="DetectionMs">The time of face detection for a frame.</param>
/// <param name="ModelMsPerFace">The time of cropping and classifying a face.</param>
internal sealed record LiveSummary(
    int FramesRead, int FramesShown, int FramesDropped, int Faces, double FramesPerSecond,
    DurationPercentiles? LatencyMs, DurationPercentiles? DetectionMs, DurationPercentiles? ModelMsPerFace);

/// <summary>Holds the median and the 95th percentile of durations in milliseconds.</summary>
internal sealed record DurationPercentiles(double Median, double Percentile95);

/// <summary>Collects the statistics of the frames that are shown.</summary>
internal sealed class LiveStatistics
{
    private readonly RecentDurations _latencies = new();
    private readonly RecentDurations _detections = new();
    private readonly RecentDurations _classifications = new();
    private int _frames;
    private int _faces;
    private long _first;
    private long _last;

    /// <summary>Adds a frame that has just been shown.</summary>
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
        return new(read, _frames, dropped, _faces, rate, _latencies.Percentiles(), _detections.Percentiles(), _classifications.Percentiles());
    }
}

/// <summary>Keeps the last 10,000 durations, so that memory stays bounded when a camera runs for weeks.</summary>
internal sealed class RecentDurations
{
    private const int Capacity = 10_000;

    private readonly Queue<double> _milliseconds = [];

    public void Add(TimeSpan time)
    {
        if (_milliseconds.Count == Capacity) _ = _milliseconds.Dequeue();
        _milliseconds.Enqueue(time.TotalMilliseconds);
    }

    /// <summary>Computes the percentiles; returns null without a duration.</summary>
    public DurationPercentiles? Percentiles()
    {
        double[] sorted = [.. _milliseconds.Order()];
        return sorted.Length == 0 ? null : new(At(0.5), At(0.95));

        double At(double fraction) => sorted[(int)Math.Ceiling(fraction * sorted.Length) - 1];
    }
}

/// <summary>Measures the frame rate over the last second.</summary>
internal sealed class FrameRateCounter
{
    private readonly Queue<long> _times = [];

    /// <summary>Counts a frame and returns the frames per second; the first frame returns 0.</summary>
    public double Next()
    {
        var now = Stopwatch.GetTimestamp();
        _times.Enqueue(now);
        while (_times.Count > 2 && Stopwatch.GetElapsedTime(_times.Peek(), now) > TimeSpan.FromSeconds(1)) _ = _times.Dequeue();
        return _times.Count == 1 ? 0 : (_times.Count - 1) / Stopwatch.GetElapsedTime(_times.Peek(), now).TotalSeconds;
    }
}
