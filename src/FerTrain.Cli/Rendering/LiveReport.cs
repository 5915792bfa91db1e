using FerTrain.Vision;
using static System.FormattableString;

namespace FerTrain.Cli.Rendering;

/// <summary>Sums up a live session in two lines.</summary>
internal static class LiveReport
{
    public static void Write(TextWriter output, LiveSummary summary)
    {
        output.WriteLine(Invariant($"{summary.FramesRead} frames read, {summary.FramesShown} shown, {summary.FramesDropped} dropped; {summary.Faces} faces; {summary.FramesPerSecond:0.0} frames per second"));
        output.WriteLine($"Milliseconds, median (95 %): latency {Show(summary.LatencyMs)}, detection {Show(summary.DetectionMs)}, model per face {Show(summary.ModelMsPerFace)}");
    }

    private static string Show(Spread? spread) => spread is null ? "-" : Invariant($"{spread.Median:0.0} ({spread.Percentile95:0.0})");
}
