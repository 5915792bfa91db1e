namespace FerTrain.Vision;

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
