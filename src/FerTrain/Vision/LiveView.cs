using System.Diagnostics;
using System.Globalization;
using FerTrain.Core.Errors;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Labels the faces of a camera, video or stream while it runs.</summary>
internal sealed class LiveView
{
    private static readonly TimeSpan EventInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan SourcePatience = TimeSpan.FromSeconds(2);

    private readonly IFaceDetector _detector;
    private readonly FaceClassifier _classifier;
    private readonly FaceAnnotation _annotation;
    private readonly FaceTracker _tracks;

    /// <summary>Sets OpenCV to all cores but one, which the model and the window need.</summary>
    /// <param name="detector">The face detector.</param>
    /// <param name="classifier">The classifier of the faces.</param>
    /// <param name="smoothing">The time constant of smoothing a face's probabilities, in seconds; 0 turns it off.</param>
    /// <param name="emoji">Whether to draw the expression beside each face.</param>
    public LiveView(IFaceDetector detector, FaceClassifier classifier, double smoothing, bool emoji = false)
    {
        (_detector, _classifier) = (detector, classifier);
        (_annotation, _tracks) = (new FaceAnnotation(classifier.ClassNames, emoji), new FaceTracker(smoothing));
        Cv2.SetNumThreads(Math.Max(1, Environment.ProcessorCount - 1));
    }

    /// <summary>Runs until the source ends, the window is closed, or it is cancelled.</summary>
    /// <param name="source">Gives the frames, each of which is disposed after use, until its token is cancelled.</param>
    /// <param name="drops">Whether to drop frames that would be late; false to show all frames, without the frame rate, which differs from run to run.</param>
    /// <param name="window">The window to show frames in, or null.</param>
    /// <param name="recording">The recording of the frames, or null.</param>
    /// <param name="cancel">Ends the run early.</param>
    /// <exception cref="UserError">The source has no frames, the model fails, or the recording cannot be written.</exception>
    public LiveSummary Run(Func<CancellationToken, IEnumerable<Frame>> source, bool drops, LiveWindow? window, VideoFileWriter? recording, CancellationToken cancel)
    {
        var statistics = new LiveStatistics();
        var rate = new FrameRateCounter();
        using var stop = new CancellationTokenSource();
        using var pipeline = new FramePipeline(source(stop.Token), [Detect, Classify], drops);
        try
        {
            foreach (var next in pipeline.Frames(EventInterval))
            {
                using var frame = next;
                if (frame is null)
                {
                    window?.HandleEvents();
                }
                else
                {
                    if (window is not null || recording is not null) _annotation.Draw(frame.Image, frame.Faces, drops ? Caption(rate.Next()) : null);
                    recording?.Write(frame.Image, frame.Time);
                    window?.Show(frame.Image);
                    statistics.Add(frame);
                }

                if (cancel.IsCancellationRequested || window is { IsClosed: true }) break;
            }
        }
        catch
        {
            KeepWhatCame(recording);
            throw;
        }
        finally
        {
            stop.Cancel(); // the pipeline waits for its source
        }

        pipeline.Stop(SourcePatience); // the recording needs the processor, and a camera that is gone may never answer
        var summary = statistics.Summary(pipeline.Read, pipeline.Dropped);
        recording?.Finish(CancellationToken.None); // a cancelled one is complete too
        return summary;
    }

    /// <summary>Completes the recording where a frame fails: what came before is a video.</summary>
    private static void KeepWhatCame(VideoFileWriter? recording)
    {
        try
        {
            recording?.Finish();
        }
        catch (UserError)
        {
            // The frame's own error says what failed.
        }
    }

    private static string Caption(double framesPerSecond) => string.Create(CultureInfo.InvariantCulture, $"{framesPerSecond:0.0} fps");

    private void Detect(Frame frame)
    {
        var start = Stopwatch.GetTimestamp();
        frame.Found = _detector.Detect(frame.Image, "A frame");
        frame.DetectionTime = Stopwatch.GetElapsedTime(start);
    }

    private void Classify(Frame frame)
    {
        var start = Stopwatch.GetTimestamp();
        frame.Faces = _classifier.Classify(frame.Image, frame.Found);
        frame.ClassificationTime = Stopwatch.GetElapsedTime(start);
        frame.Faces = _tracks.Smooth(frame.Faces, frame.Time);
    }
}
