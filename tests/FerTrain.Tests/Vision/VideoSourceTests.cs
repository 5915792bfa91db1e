using System.Diagnostics;
using FerTrain.Core.Errors;
using FerTrain.Vision;

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
    public void A_file_that_was_cut_off_says_how_many_of_its_frames_are_there()
    {
        var whole = MovingFaces.Write(_folder["faces.avi"], frames: 20);
        Shortfall(whole).ShouldBeNull();
        var cut = _folder.Write("cut.avi", File.ReadAllBytes(whole)[..^(int)(new FileInfo(whole).Length * 2 / 5)]);

        Shortfall(cut).ShouldNotBeNull().ShouldMatch(@"^.*cut\.avi ends after 1\d of 20 frames: it is truncated or damaged\.$");
    }

    [Fact]
    public void Every_nth_frame_keeps_its_time()
    {
        using var source = new VideoSource(MovingFaces.Write(_folder["faces.avi"], frames: 7, framesPerSecond: 10));
        source.Frames(paced: false, every: 3).Select(frame => { using (frame) return frame.Time.TotalSeconds; }).ShouldBe([0, 0.3, 0.6], 1e-6);
        source.FramesRead.ShouldBe(7);
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
        Refused(_folder["none.mp4"]).ShouldBe($"{_folder["none.mp4"]} does not exist. Expected: the number of a camera, a video file, or the URL of a stream.");
        var text = _folder.Write("text.mp4", "no video");
        Refused(text).ShouldBe($"{text} cannot be read as a video: it is damaged, or in a format that OpenCV does not know.");
        Refused("http://127.0.0.1:9/stream").ShouldBe("http://127.0.0.1:9/stream cannot be opened as a stream.");
    }

    private static string? Shortfall(string path)
    {
        using var source = new VideoSource(path);
        foreach (var frame in source.Frames(paced: false)) frame.Dispose();
        return source.Shortfall;
    }

    private static string Refused(string name) => Should.Throw<UserError>(() => new VideoSource(name).Dispose()).Message;
}
