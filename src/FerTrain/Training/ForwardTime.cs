using System.Diagnostics;

namespace FerTrain.Training;

/// <summary>Times a forward pass.</summary>
public static class ForwardTime
{
    private const int WarmUp = 10;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    /// <summary>The median of as many passes as some seconds hold.</summary>
    /// <exception cref="OperationCanceledException">Cancelled between two passes.</exception>
    public static double Milliseconds(Action pass, CancellationToken cancel)
    {
        var times = new List<double>();
        for (var total = Stopwatch.StartNew(); times.Count < 2 * WarmUp || total.Elapsed < Duration;)
        {
            cancel.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            pass();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times[WarmUp..].Order().ElementAt((times.Count - WarmUp) / 2);
    }
}
