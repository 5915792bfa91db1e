using System.Diagnostics;
using FerTrain.Core.Errors;
using FerTrain.Tests.Setup;
using FerTrain.Vision;
using OpenCvSharp;

namespace FerTrain.Tests.Vision;

/// <summary>Names of videos in the current folder.</summary>
[Collection(TestCollections.Alone)]
public sealed class VideoNameTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _before = Environment.CurrentDirectory;

    public VideoNameTests() => Environment.CurrentDirectory = _folder.Root;

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _folder.Dispose();
    }

    [FactOnLinux]
    public void What_stands_before_a_colon_is_no_protocol()
    {
        File.Move(MovingFaces.Write(_folder["a.avi"], frames: 2), "12:30.avi");

        using var source = new VideoSource("12:30.avi");
        source.Frames(paced: false).Count(frame => { using (frame) return true; }).ShouldBe(2);
    }
}

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
    public void Frames_without_a_constant_rate_have_the_times_that_the_file_gives_them()
    {
        using var source = new VideoSource(_folder.Write("uneven.gif", Animation(10, 10, 40, 10)));
        source.Frames(paced: false).Select(frame => { using (frame) return frame.Time.TotalSeconds; }).ShouldBe([0, 0.1, 0.2, 0.6], 1e-6);
    }

    [Fact]
    public void The_times_of_two_files_that_are_put_together_go_on()
    {
        var one = File.ReadAllBytes(MovingFaces.Write(_folder["one.mpg"], frames: 10, codec: FourCC.FromString("PIM1")));
        using var source = new VideoSource(_folder.Write("both.mpg", [.. one, .. one]));
        TimeSpan[] times = [.. source.Frames(paced: false).Select(frame => { using (frame) return frame.Time; })];
        times.Length.ShouldBeGreaterThan(15);
        times.Zip(times.Skip(1), (time, next) => next - time).ShouldAllBe(step => step > TimeSpan.Zero && step < TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_picture_that_is_shown_for_long_ends_at_once_when_it_is_stopped()
    {
        using var source = new VideoSource(_folder.Write("slides.gif", Animation(30_000, 30_000, 30_000)));
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var start = Stopwatch.GetTimestamp();
        foreach (var frame in source.Frames(paced: true, stop: stop.Token)) frame.Dispose();
        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromMinutes(1));
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

    /// <summary>Writes a GIF animation of grey images, each shown for so many hundredths of a second.</summary>
    private static byte[] Animation(params ushort[] delays)
    {
        const byte side = 16, clear = 128, end = 129, bits = 7;
        byte[] colors = [.. Enumerable.Range(0, 128).SelectMany(grey => Enumerable.Repeat((byte)(2 * grey), 3))];
        return
        [
            .. "GIF89a"u8, side, 0, side, 0, 0xF0 | (bits - 1), 0, 0, .. colors,
            .. delays.Index().SelectMany(frame => (byte[])
            [
                0x21, 0xF9, 4, 0, (byte)frame.Item, (byte)(frame.Item >> 8), 0, 0,
                0x2C, 0, 0, 0, 0, side, 0, side, 0, 0, bits,
                .. Enumerable.Repeat((byte)(20 * frame.Index), side * side).Chunk(100).SelectMany(pixels => (byte[])[(byte)(pixels.Length + 1), clear, .. pixels]),
                1, end, 0,
            ]),
            0x3B,
        ];
    }

    private static string? Shortfall(string path)
    {
        using var source = new VideoSource(path);
        foreach (var frame in source.Frames(paced: false)) frame.Dispose();
        return source.Shortfall;
    }

    private static string Refused(string name) => Should.Throw<UserError>(() => new VideoSource(name).Dispose()).Message;
}
