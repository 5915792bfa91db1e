using System.Diagnostics;

namespace FerTrain.Vision;

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
