using FerTrain.Tests.Vision;
using FerTrain.Vision;
using OpenCvSharp.Interop;
using static TorchSharp.torch;

namespace FerTrain.Tests.OpenCv.Interop;

public sealed class LiveViewMemoryTests
{
    private const int Frames = 500;
    private const long FrameBytes = 640 * 480 * 3;

    [FactWithCascade]
    public void Five_hundred_frames_leave_nothing_behind()
    {
        using var detector = new FaceDetector(new DetectionOptions { MinSize = 130, ScaleFactor = 1.3 }, FactWithCascadeAttribute.File);
        using var classifier = new FaceClassifier(new RecordingModel(48), CPU);
        var view = new LiveView(detector, classifier, 0.3);
        Run(view, 20, drops: false);
        var (objects, bytes) = (Native.fer_live_objects(), Environment.WorkingSet);

        Run(view, Frames, drops: false).FramesShown.ShouldBe(Frames);
        Run(view, Frames, drops: true).FramesRead.ShouldBe(Frames);

        Native.fer_live_objects().ShouldBe(objects);
        (Environment.WorkingSet - bytes).ShouldBeLessThan(Frames * FrameBytes / 5);
    }

    private static LiveSummary Run(LiveView view, int frames, bool drops)
    {
        using var picture = MovingFaces.Draw(0);
        return view.Run(Enumerable.Range(0, frames).Select(number => new Frame(picture.Clone(), TimeSpan.FromSeconds(number / 25.0))),
            drops, window: null, recording: null, CancellationToken.None);
    }
}
