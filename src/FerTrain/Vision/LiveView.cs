using System.Diagnostics;
using System.Globalization;
using FerTrain.Core.Errors;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Labels the faces of moving images while they come.</summary>
public sealed class LiveView
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    private readonly FaceDetector _detector;
    private readonly FaceClassifier _classifier;
    private readonly FaceAnnotation _annotation;
    private readonly FaceTracks _tracks;

    /// <summary>Leaves a core to the model and the window: makes OpenCV compute on the others.</summary>
    /// <param name="detector">Finds the faces.</param>
    /// <param name="classifier">Labels them.</param>
    /// <param name="smoothing">Seconds over which the probabilities of a face are steadied; 0 for not at all.</param>
    public LiveView(FaceDetector detector, FaceClassifier classifier, double smoothing)
    {
        (_detector, _classifier) = (detector, classifier);
        (_annotation, _tracks) = (new FaceAnnotation(classifier.ClassNames), new FaceTracks(smoothing));
        Cv2.SetNumThreads(Math.Max(1, Environment.ProcessorCount - 1));
    }

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
                if (window is not null || recording is not null) _annotation.Draw(frame.Image, frame.Faces, drops ? Caption(rate.Next()) : null);
                recording?.Add(frame.Image, frame.Time);
                window?.Show(frame.Image);
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
        frame.Boxes = _detector.Detect(frame.Image);
        frame.DetectionTime = Stopwatch.GetElapsedTime(start);
    }

    private void Classify(Frame frame)
    {
        var start = Stopwatch.GetTimestamp();
        frame.Faces = _classifier.Classify(frame.Image, frame.Boxes);
        frame.ClassificationTime = Stopwatch.GetElapsedTime(start);
        frame.Faces = _tracks.Smooth(frame.Faces, frame.Time);
    }
}
