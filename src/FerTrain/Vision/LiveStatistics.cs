using System.Diagnostics;

namespace FerTrain.Vision;

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
