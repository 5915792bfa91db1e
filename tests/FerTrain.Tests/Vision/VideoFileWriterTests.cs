using FerTrain.Core.Errors;
using FerTrain.Vision;
using OpenCvSharp;
using VideoSource = FerTrain.Vision.VideoSource;

namespace FerTrain.Tests.Vision;

public sealed class VideoFileWriterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_lasts_as_long_as_what_it_recorded_whatever_was_dropped()
    {
        var path = _folder["a.mp4"];
        using (var recording = VideoFileWriter.NewFile(path, framesPerSecond: 10))
        {
            foreach (var tenth in (int[])[0, 1, 5, 6, 9])
            {
                using var image = new Mat(48, 64, MatType.CV_8UC3, Scalar.All(25 * tenth));
                recording.Write(image, TimeSpan.FromSeconds(tenth / 10.0));
            }

            recording.Finish();
        }

        Greys(path).ShouldBe([0, 25, 125, 125, 125, 125, 150, 225, 225, 225], tolerance: 4);
        Directory.GetFileSystemEntries(_folder.Root).ShouldBe([path]);
    }

    [Fact]
    public void Without_an_end_or_without_a_frame_there_is_no_file()
    {
        using (var recording = VideoFileWriter.NewFile(_folder["a.mp4"], framesPerSecond: 10))
        {
            using var image = new Mat(48, 64, MatType.CV_8UC3, Scalar.All(90));
            recording.Write(image, TimeSpan.Zero);
        }

        using (var recording = VideoFileWriter.NewFile(_folder["b.mp4"], framesPerSecond: 10)) recording.Finish();
        Directory.GetFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void What_a_killed_process_left_of_the_same_video_is_deleted()
    {
        var left = $"a.mp4.{Guid.NewGuid():N}.tmp";
        Directory.CreateDirectory(_folder[left]);
        _folder.Write($"{left}/.lock", "");
        _folder.Write($"{left}/drawn.mp4", "half a video");
        using (var recording = VideoFileWriter.NewFile(_folder["a.mp4"], framesPerSecond: 10))
        {
            using var image = new Mat(48, 64, MatType.CV_8UC3, Scalar.All(90));
            recording.Write(image, TimeSpan.Zero);
        }

        Directory.GetFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void A_file_that_cannot_be_recorded_to_is_named()
    {
        Refused(_folder["a.gif"]).ShouldBe($"{_folder["a.gif"]} cannot be written. Expected: a file name that ends in .mp4.");
        var lost = Path.Combine(_folder["none"], "a.mp4");
        Refused(lost).ShouldBe($"{lost} cannot be written: the folder {_folder["none"]} does not exist.");
    }

    [Fact]
    public void A_video_that_is_cut_off_anywhere_is_not_whole()
    {
        using (var recording = VideoFileWriter.NewFile(_folder["a.mp4"], framesPerSecond: 10))
        {
            using var image = new Mat(48, 64, MatType.CV_8UC3, Scalar.All(90));
            recording.Write(image, TimeSpan.FromSeconds(1));
            recording.Finish();
        }

        var whole = File.ReadAllBytes(_folder["a.mp4"]);
        Mp4Outline.IsWhole(_folder["a.mp4"]).ShouldBeTrue();
        for (var length = 0; length < whole.Length; length++)
            Mp4Outline.IsWhole(_folder.Write("cut.mp4", whole[..length])).ShouldBeFalse($"{length} of {whole.Length}");
    }

    private static string Refused(string path) => Should.Throw<UserError>(() => VideoFileWriter.NewFile(path, 10).Dispose()).Message;

    private static IEnumerable<double> Greys(string path)
    {
        using var source = new VideoSource(path);
        foreach (var frame in source.Frames(paced: false))
        {
            using (frame) yield return frame.Image.Get<Vec3b>(20, 30).Item1;
        }
    }
}
