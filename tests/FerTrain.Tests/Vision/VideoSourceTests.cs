using System.Diagnostics;
using FerTrain.Core.Errors;
using FerTrain.Data;
using FerTrain.Vision;
using OpenCvSharp;

namespace FerTrain.Tests.Vision;

public sealed class VideoSourceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_gives_its_frames_with_their_times()
    {
        using var source = new VideoSource(MovingFaces.Write(_folder["faces.avi"], frames: 6, framesPerSecond: 20));
        (source.IsFile, source.FramesPerSecond).ShouldBe((true, 20));
        var times = source.Frames(paced: false).Select(frame =>
        {
            using (frame) frame.Image.Size().ShouldBe(MovingFaces.Size);
            return frame.Time.TotalSeconds;
        });
        times.ShouldBe([0, 0.05, 0.1, 0.15, 0.2, 0.25], 1e-6);
    }

    [Fact]
    public void Paced_frames_come_when_they_are_due()
    {
        using var source = new VideoSource(MovingFaces.Write(_folder["faces.avi"], frames: 6, framesPerSecond: 20));
        var start = Stopwatch.GetTimestamp();
        foreach (var frame in source.Frames(paced: true))
        {
            frame.Dispose();
            (Stopwatch.GetElapsedTime(start) - frame.Time).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(-2));
        }
    }

    [Fact]
    public void What_cannot_be_opened_is_named()
    {
        Refused("77").ShouldStartWith("Camera 77 cannot be opened: it does not exist, is in use, or is not permitted.");
        Refused(_folder["none.mp4"]).ShouldBe($"{_folder["none.mp4"]} does not exist. Accepted: the number of a camera, a video file, or the URL of a stream.");
        var text = _folder.Write("text.mp4", "no video");
        Refused(text).ShouldBe($"{text} cannot be read as a video: it is damaged, or in a format that OpenCV does not know.");
        Refused("http://127.0.0.1:9/stream").ShouldBe("http://127.0.0.1:9/stream cannot be opened as a stream.");
    }

    private static string Refused(string name) => Should.Throw<UserError>(() => new VideoSource(name).Dispose()).Message;
}

/// <summary>A video of drawn faces, which the frontal cascade finds, that circle in front of a wall.</summary>
internal static class MovingFaces
{
    public const int Faces = 2;

    public static readonly Size Size = new(640, 480);

    private const int Side = 150;
    private const double FramesPerTurn = 40;

    /// <summary>Motion JPEG, which every build of OpenCV writes.</summary>
    public static string Write(string path, int frames, double framesPerSecond = 25)
    {
        using var writer = new VideoWriter(path, FourCC.MJPG, framesPerSecond, Size);
        writer.IsOpened().ShouldBeTrue();
        for (var number = 0; number < frames; number++)
        {
            using var scene = Draw(number);
            writer.Write(scene);
        }

        return path;
    }

    public static Mat Draw(int number)
    {
        var drawn = SyntheticFaces.Generate(Faces, seed: 0);
        var scene = new Mat(Size, MatType.CV_8UC3, new Scalar(140, 150, 160));
        var (sin, cos) = Math.SinCos(number * Math.Tau / FramesPerTurn);
        for (var face = 0; face < Faces; face++)
            Paste(scene, drawn.Face(face), new Rect((int)(85 + 320 * face + 40 * cos), (int)(165 + 40 * sin), Side, Side));
        return scene;
    }

    private static void Paste(Mat scene, ReadOnlySpan<byte> pixels, Rect place)
    {
        using var face = Mat.FromPixelData(FaceSet.Fer2013Size, FaceSet.Fer2013Size, MatType.CV_8UC1, pixels.ToArray());
        using var large = new Mat();
        using var colour = new Mat();
        Cv2.Resize(face, large, place.Size, interpolation: InterpolationFlags.Cubic);
        Cv2.CvtColor(large, colour, ColorConversionCodes.GRAY2BGR);
        scene[place] = colour;
    }
}
