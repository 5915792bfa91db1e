using System.Diagnostics;

namespace FerTrain.Training;

/// <summary>Time of an epoch, counting what an interrupted run spent on it before.</summary>
internal sealed class EpochClock(double secondsBefore)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _lastReport;

    public double Seconds => secondsBefore + _watch.Elapsed.TotalSeconds;

    public bool IsDue(TimeSpan interval)
    {
        if (_watch.Elapsed - _lastReport < interval) return false;
        _lastReport = _watch.Elapsed;
        return true;
    }
}
