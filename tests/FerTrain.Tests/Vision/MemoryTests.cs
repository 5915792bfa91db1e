using FerTrain.Vision;
using OpenCvSharp;
using static TorchSharp.torch;

namespace FerTrain.Tests.Vision;

/// <summary>A leak of one image each time would be more than a hundred megabytes; a tenth of that is accepted.</summary>
[Collection(TestCollections.Alone)]
public sealed class MemoryTests : IDisposable
{
    private const int Frames = 150;
    private const long FrameBytes = 640 * 480 * 3;

    private readonly TempFolder _folder = new();
    private readonly FaceClassifier _classifier = new(new RecordingModel(48), CPU);

    public void Dispose()
    {
        _classifier.Dispose();
        _folder.Dispose();
    }

    [FactWithCascade]
    public void Three_hundred_live_frames_leave_nothing_behind()
    {
        using var detector = new CascadeDetector(new DetectionOptions { MinSize = 100 }, FactWithCascadeAttribute.File);
        var view = new LiveView(detector, _classifier, 0.3);
        Run(20, drops: false);
        var before = NativeHeap.BytesInUse;

        Run(Frames, drops: false).Faces.ShouldBe(Frames * MovingFaces.Faces);
        Run(Frames, drops: true).FramesRead.ShouldBe(Frames);

        (NativeHeap.BytesInUse - before).ShouldBeLessThan(Frames * FrameBytes / 10);

        LiveSummary Run(int frames, bool drops)
        {
            using var image = MovingFaces.Draw(0);
            return view.Run(_ => Enumerable.Range(0, frames).Select(number => new Frame(image.Clone(), TimeSpan.FromSeconds(number / 25.0))),
                drops, window: null, recording: null, CancellationToken.None);
        }
    }

    [Fact]
    public void Three_hundred_predicted_images_and_a_video_leave_nothing_behind()
    {
        const int Images = 300;
        using var scene = new Mat(MovingFaces.Size, MatType.CV_8UC3, Scalar.All(90));
        var (image, video) = (Scene.Write(scene, _folder["a.bmp"]), MovingFaces.Write(_folder["a.avi"], Images));
        var predictor = new FacePredictor(detector: null, _classifier, new PredictionOptions());
        Predict(10);
        var before = NativeHeap.BytesInUse;

        Predict(Images);
        var frames = 0;
        _ = predictor.Video(video, new VideoTarget(_folder["b.mp4"], _folder["b.png"]), every: 1, _ => frames++);
        frames.ShouldBe(Images);

        (NativeHeap.BytesInUse - before).ShouldBeLessThan(Images * FrameBytes / 10);

        void Predict(int images)
        {
            for (var i = 0; i < images; i++)
                _ = predictor.Image(image, _folder["b.bmp"]);
        }
    }
}
