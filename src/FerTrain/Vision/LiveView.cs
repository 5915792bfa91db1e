using System.Diagnostics;
using System.Globalization;
using FerTrain.Core.Errors;

namespace FerTrain.Vision;

/// <summary>Labels the faces of moving pictures while they come.</summary>
/// <param name="detector">Finds them.</param>
/// <param name="classifier">Labels them.</param>
/// <param name="smoothing">Seconds over which the probabilities of a face are steadied; 0 for not at all.</param>
public sealed class LiveView(FaceDetector detector, FaceClassifier classifier, double smoothing)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    private readonly FaceAnnotation _annotation = new(classifier.ClassNames);
    private readonly FaceTracks _tracks = new(smoothing);

    /// <summary>Until the source ends, the window is closed, or it is cancelled.</summary>
    /// <param name="source">Disposed of frame by frame.</param>
    /// <param name="drops">Frames are dropped rather than late; else all are shown, and show no rate, which differs from run to run.</param>
    /// <param name="window">Where to show them.</param>
    /// <param name="recording">Where to keep them.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="UserError">The source has no frames, the model fails, or the recording cannot be written.</exception>
    public LiveSummary Run(IEnumerable<Frame> source, bool drops, LiveWindow? window, FrameRecording? recording, CancellationToken cancel)
    {
        var statistics = new LiveStatistics();
        var rate = new FrameRate();
        using var pipeline = new FramePipeline(source, [Detect, Classify], drops);
        foreach (var next in pipeline.Frames(Patience))
        {
            using var frame = next;
            if (frame is null)
            {
                window?.HandleEvents();
            }
            else
            {
                if (window is not null || recording is not null) _annotation.Draw(frame.Picture, frame.Faces, drops ? Caption(rate.Next()) : null);
                recording?.Add(frame.Picture, frame.Time);
                window?.Show(frame.Picture);
                statistics.Add(frame);
            }

            if (cancel.IsCancellationRequested || window is { IsClosed: true }) break;
        }

        recording?.Finish();
        return statistics.Summary(pipeline.Read, pipeline.Dropped);
    }

    private static string Caption(double framesPerSecond) => string.Create(CultureInfo.InvariantCulture, $"{framesPerSecond:0.0} fps");

    private void Detect(Frame frame)
    {
        var start = Stopwatch.GetTimestamp();
        frame.Boxes = detector.Detect(frame.Picture);
        frame.DetectionTime = Stopwatch.GetElapsedTime(start);
    }

    private void Classify(Frame frame)
    {
        var start = Stopwatch.GetTimestamp();
        frame.Faces = classifier.Classify(frame.Picture, frame.Boxes);
        frame.ClassificationTime = Stopwatch.GetElapsedTime(start);
        frame.Faces = _tracks.Smooth(frame.Faces, frame.Time);
    }
}
