using FerTrain.Vision;
using OpenCvSharp;

namespace FerTrain.Tests.Vision;

/// <summary>Puts programs in the place of ffmpeg.</summary>
[Collection(TestCollections.Alone)]
public sealed class FfmpegTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ScriptedPrograms _programs = new();

    public void Dispose()
    {
        _programs.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Without_it_the_video_says_what_it_lacks()
    {
        _programs.HideOthers();
        Video(soundOf: "a.mp4").ShouldBe($"{_folder["v.mp4"]} is MPEG-4 Part 2 without sound, which browsers do not play: ffmpeg is not installed.");
    }

    [FactOnUnix]
    public void It_encodes_with_the_sound_of_the_original()
    {
        _programs.Add("ffmpeg", "echo \"$@\" > \"$0.log\"\nfor last; do :; done\necho encoded > \"$last\"");

        Video(soundOf: "a.mp4").ShouldBeNull();

        File.ReadAllText(_folder["v.mp4"]).ShouldBe("encoded\n");
        File.ReadAllText(_programs["ffmpeg.log"]).ShouldMatch(@"-i \S+v\.mp4\.\S+/drawn\.mp4 -i /\S+/a\.mp4 -map 0:v:0 -map 1:a\? -c:a aac .*-c:v h264 .*v\.mp4\.\S+/encoded\.mp4");
        Directory.GetFiles(_folder.Root).Select(Path.GetFileName).ShouldBe(["v.mp4"]);
    }

    [FactOnUnix]
    public void If_it_fails_the_video_stays_as_it_is_and_says_why()
    {
        _programs.Add("ffmpeg", "echo 'Unknown encoder h264' >&2; exit 1");

        Video(soundOf: null).ShouldBe($"{_folder["v.mp4"]} is MPEG-4 Part 2, which browsers do not play: ffmpeg failed: Unknown encoder h264.");

        using var video = new VideoCapture(_folder["v.mp4"]);
        video.FrameCount.ShouldBe(3);
    }

    [FactOnUnix]
    public void What_is_cancelled_while_it_encodes_leaves_no_video()
    {
        _programs.Add("ffmpeg", "sleep 60");

        Should.Throw<OperationCanceledException>(() => Video(soundOf: null, new CancellationToken(canceled: true)));

        Directory.GetFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    private string? Video(string? soundOf, CancellationToken cancel = default)
    {
        using var writer = new VideoFileWriter(_folder["v.mp4"], 10, soundOf);
        using var frame = new Mat(48, 64, MatType.CV_8UC3, Scalar.All(90));
        for (var i = 0; i < 3; i++) writer.Write(frame, TimeSpan.FromSeconds(i / 10.0));
        writer.Finish(cancel);
        return writer.Remark;
    }

    private sealed class FactOnUnixAttribute : FactAttribute
    {
        public FactOnUnixAttribute()
        {
            if (OperatingSystem.IsWindows()) Skip = "writes a shell script";
        }
    }
}
