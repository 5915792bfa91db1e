using OpenCvSharp;

namespace FerTrain.Tests.OpenCv;

public sealed class VideoTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly LogLevel _before = Cv2.SetLogLevel(LogLevel.SILENT);

    public void Dispose()
    {
        _ = Cv2.SetLogLevel(_before);
        _folder.Dispose();
    }

    [Fact]
    public void A_video_is_read_back_as_it_was_written()
    {
        var size = new Size(64, 48);
        using (var writer = new VideoWriter(_folder["a.avi"], FourCC.MJPG, 10, size))
        {
            writer.IsOpened().ShouldBeTrue();
            (writer.FileName, writer.Fps, writer.FrameSize, writer.IsColor).ShouldBe((_folder["a.avi"], 10, size, true));
            for (var grey = 0; grey < 12; grey++)
            {
                using var frame = new Mat(size, MatType.CV_8UC3, Scalar.All(grey * 20));
                writer.Write(frame);
            }
        }

        using var capture = new VideoCapture(_folder["a.avi"]);
        capture.IsOpened().ShouldBeTrue();
        (capture.FrameWidth, capture.FrameHeight, capture.FrameCount, capture.Fps).ShouldBe((64, 48, 12, 10));
        capture.GetBackendName().ShouldNotBeEmpty();
        using var read = new Mat();
        for (var grey = 0; grey < 12; grey++)
        {
            capture.Read(read).ShouldBeTrue();
            ((int)read.Get<Vec3b>(20, 30).Item1).ShouldBeInRange(grey * 20 - 4, grey * 20 + 4);
        }

        capture.Read(read).ShouldBeFalse();
        read.Empty().ShouldBeTrue();
    }

    [Fact]
    public void A_file_that_is_no_video_and_a_missing_device_are_closed_and_no_error()
    {
        using var missing = new VideoCapture(_folder["none.mp4"]);
        using var text = new VideoCapture(_folder.Write("text.mp4", "no video"));
        using var nothing = new VideoCapture();
        using var frame = new Mat();

        foreach (var capture in new[] { missing, text, nothing })
        {
            capture.IsOpened().ShouldBeFalse();
            capture.Read(frame).ShouldBeFalse();
            capture.Grab().ShouldBeFalse();
        }

        frame.Empty().ShouldBeTrue();
    }

    [Fact]
    public void A_writer_that_cannot_write_is_closed()
    {
        using var writer = new VideoWriter(Path.Combine(_folder["no such folder"], "a.avi"), FourCC.MJPG, 10, new Size(64, 48));

        writer.IsOpened().ShouldBeFalse();
        writer.Open(_folder["b.avi"], FourCC.MJPG, 5, new Size(64, 48)).ShouldBeTrue();
        writer.Release();
        writer.IsOpened().ShouldBeFalse();
    }

    [Fact]
    public void A_codec_is_four_characters()
    {
        FourCC.MJPG.ShouldBe(0x47504A4D);
        FourCC.FromString("a").Value.ShouldBe(0x20202061);
        VideoWriter.FourCC("mp4v").ShouldBe(VideoWriter.FourCC('m', 'p', '4', 'v'));
        Should.Throw<ArgumentException>(() => FourCC.FromString("abcde"));
    }
}
