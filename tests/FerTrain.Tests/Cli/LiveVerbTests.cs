using System.Diagnostics;
using System.Text.Json;
using FerTrain.Tests.Vision;
using FerTrain.Vision;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class LiveVerbTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private const int Frames = 10;

    private readonly TempFolder _folder = new();

    private static string Cli => Path.Combine(AppContext.BaseDirectory, "FerTrain.Cli.dll");

    private string Video => _folder["faces.avi"];

    public void Dispose() => _folder.Dispose();

    [FactWithCascade]
    public void A_video_is_summed_up_and_recorded()
    {
        var live = Live("--record", _folder["shown.mp4"]);

        live.Exit.ShouldBe(0, live.Error);
        var lines = live.Output.Split('\n');
        lines[0].ShouldMatch($@"^{Frames} frames read, {Frames} shown, 0 dropped; {Frames * MovingFaces.Faces} faces; \d+\.\d frames per second$");
        lines[1].ShouldMatch(@"^Milliseconds, median \(95 %\): latency \d+\.\d \(\d+\.\d\), detection \d+\.\d \(\d+\.\d\), model per face \d+\.\d \(\d+\.\d\)$");
        lines[2..].ShouldBe([$"Recording: {_folder["shown.mp4"]}", ""]);
        using var recorded = new VideoSource(_folder["shown.mp4"]);
        recorded.Frames(paced: false).Count(frame => { using (frame) return true; }).ShouldBe(Frames);
    }

    [FactWithCascade]
    public void Emoji_are_in_the_recording_where_they_are_asked_for()
    {
        Live("--record", _folder["plain.mp4"], "--frames", "2").Exit.ShouldBe(0);
        Live("--record", _folder["emoji.mp4"], "--frames", "2", "--emoji").Exit.ShouldBe(0);
        File.ReadAllBytes(_folder["emoji.mp4"]).ShouldNotBe(File.ReadAllBytes(_folder["plain.mp4"]));
    }

    [FactWithCascade]
    public void The_json_has_the_documented_keys_and_as_many_frames_as_asked_for()
    {
        var live = Live("--json", "--frames", "4");

        live.Exit.ShouldBe(0, live.Error);
        using var json = JsonDocument.Parse(live.Output);
        json.RootElement.EnumerateObject().Select(member => member.Name).ShouldBe(
            ["frames_read", "frames_shown", "frames_dropped", "faces", "frames_per_second", "latency_ms", "detection_ms", "model_ms_per_face"]);
        json.RootElement.GetProperty("frames_read").GetInt32().ShouldBe(4);
        json.RootElement.GetProperty("latency_ms").EnumerateObject().Select(member => member.Name).ShouldBe(["median", "percentile95"]);
    }

    [FactWithCascade]
    public void A_cancelled_one_says_how_far_it_came()
    {
        MovingFaces.Write(Video, Frames);
        var live = CommandLine.RunCancelled("live", "--source", Video, "--checkpoint", run.Best, "--no-window");
        live.Exit.ShouldBe(130);
        live.Output.ShouldMatch(@"^\d+ frames read, [01] shown, ");
    }

    [Fact]
    public void What_cannot_be_done_is_said_in_a_line()
    {
        Refused("--frames", "0").ShouldBe("--frames is 0. Expected: 1 or more.");
        Refused("--smooth", "-1").ShouldBe("--smooth is -1. Expected: 0 to 60 seconds.");
        Refused("--smooth", "NaN").ShouldBe("--smooth is NaN. Expected: 0 to 60 seconds.");
        Refused("--record", Video).ShouldBe($"--record {Video} is the source. Expected: another file.");
        Refused("--record", _folder["a.gif"]).ShouldStartWith($"{_folder["a.gif"]} cannot be written.");
    }

    [Fact]
    public void A_damaged_video_is_one_line_and_nothing_of_FFmpegs()
    {
        var video = _folder.Write("bad.mp4", "no video");
        Program(["env"], "live", "--source", video, "--no-window", "--checkpoint", run.Best).ShouldBe(
            (2, $"fertrain: {video} cannot be read as a video: it is damaged, or in a format that OpenCV does not know.\n"));
    }

    /// <summary>A pipe that nobody writes to is as silent as a server that says nothing, for which FFmpeg waits half a minute.</summary>
    [FactWithCascade]
    public async Task A_silent_stream_is_let_go_at_once()
    {
        var pipe = _folder["pipe"];
        ExternalProgram.Start("mkfifo", pipe).ExitCode.ShouldBe(0);
        string[] words = ["--default-signal=INT", "dotnet", Cli, "live", "--source", $"file://{pipe}", "--no-window", "--checkpoint", run.Best];
        using var live = Process.Start(new ProcessStartInfo("env", words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            await using var silent = await Task.Run(() => File.OpenWrite(pipe)).WaitAsync(TimeSpan.FromMinutes(2)); // it is open once it is read
            ExternalProgram.Start("kill", "-INT", FormattableString.Invariant($"{live.Id}")).ExitCode.ShouldBe(0);
            live.WaitForExit(TimeSpan.FromSeconds(15)).ShouldBeTrue();
        }
        finally
        {
            live.Kill();
        }

        (live.ExitCode, await live.StandardOutput.ReadToEndAsync(), await live.StandardError.ReadToEndAsync()).ShouldBe((130, "", ""));
    }

    [FactWithCascade]
    public void A_missing_screen_names_the_way_without_one()
    {
        MovingFaces.Write(Video, 1);
        foreach (var display in (string[])["", ":4711", "nonsense"])
            Program(["env", "-u", "WAYLAND_DISPLAY", $"DISPLAY={display}"], "live", "--source", Video, "--checkpoint", run.Best).ShouldBe(
                (2, $"fertrain: There is no screen for a window: Can't initialize GTK backend at DISPLAY={display}. Expected: --no-window, with --record FILE.mp4 to keep the result.\n"));
    }

    private CommandLine Live(params string[] more)
    {
        MovingFaces.Write(Video, Frames);
        return CommandLine.Run(["live", "--source", Video, "--checkpoint", run.Best, "--no-window", "--min-size", "100", .. more]);
    }

    private string Refused(params string[] more) => Message(Live(more));

    /// <summary>Runs a process of its own, whose native code sees its variables and whose errors are all caught.</summary>
    private static (int Exit, string Output) Program(string[] start, params string[] arguments) =>
        ExternalProgram.Start(start[0], [.. start[1..], "dotnet", Cli, .. arguments]);

    private static string Message(CommandLine live)
    {
        (live.Exit, live.Output).ShouldBe((2, ""));
        return live.Error.TrimEnd()["fertrain: ".Length..];
    }
}
