using System.Diagnostics;
using OpenCvSharp;

namespace FerTrain.Vision;

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
