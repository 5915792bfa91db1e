using System.Text.Json;
using FerTrain.Tests.Vision;
using FerTrain.Vision;

namespace FerTrain.Tests.Cli;

public sealed class LiveVerbTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private const int Frames = 10;

    private readonly TempFolder _folder = new();

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
        using var recorded = new FrameSource(_folder["shown.mp4"]);
        recorded.Frames(paced: false).Count(frame => { using (frame) return true; }).ShouldBe(Frames);
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
        Refused("--frames", "0").ShouldBe("--frames 0: accepted: 1 or more.");
        Refused("--smooth", "-1").ShouldBe("--smooth -1: accepted: 0 to 60 seconds.");
        Refused("--smooth", "NaN").ShouldBe("--smooth NaN: accepted: 0 to 60 seconds.");
        Refused("--record", Video).ShouldBe($"--record {Video}: that is the source. Accepted: another file.");
        Refused("--record", _folder["a.gif"]).ShouldStartWith($"{_folder["a.gif"]}: cannot be recorded to.");
    }

    [Fact]
    public void A_damaged_video_is_one_line_and_nothing_of_FFmpegs()
    {
        var (video, program) = (_folder.Write("bad.mp4", "no video"), Path.Combine(AppContext.BaseDirectory, "FerTrain.Cli.dll"));
        ExternalProgram.Start("dotnet", program, "live", "--source", video, "--no-window", "--checkpoint", run.Best).Output
            .ShouldBe($"fertrain: {video}: cannot be read as a video: it is damaged, or of a kind that OpenCV does not know\n");
    }

    [FactWithCascade]
    public void A_missing_screen_names_the_way_without_one()
    {
        if (!OperatingSystem.IsLinux()) return;
        var before = new[] { "DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM" }.ToDictionary(name => name, Environment.GetEnvironmentVariable);
        try
        {
            foreach (var name in before.Keys) Environment.SetEnvironmentVariable(name, null);
            RefusedWindow().ShouldBe("There is no screen to show a window on: DISPLAY is not set. Use --no-window, and --record to keep what it would show.");
            foreach (var display in (string[])[":4711", "nonsense", "127.0.0.1:4711"])
            {
                Environment.SetEnvironmentVariable("DISPLAY", display);
                RefusedWindow().ShouldStartWith($"There is no screen to show a window on: nothing answers at DISPLAY={display}.");
            }
        }
        finally
        {
            foreach (var (name, value) in before) Environment.SetEnvironmentVariable(name, value);
        }
    }

    private CommandLine Live(params string[] more)
    {
        MovingFaces.Write(Video, Frames);
        return CommandLine.Run(["live", "--source", Video, "--checkpoint", run.Best, "--no-window", "--min-size", "100", .. more]);
    }

    private string Refused(params string[] more) => Message(Live(more));

    private string RefusedWindow()
    {
        MovingFaces.Write(Video, 1);
        return Message(CommandLine.Run("live", "--source", Video, "--checkpoint", run.Best));
    }

    private static string Message(CommandLine live)
    {
        (live.Exit, live.Output).ShouldBe((2, ""));
        return live.Error.TrimEnd()["fertrain: ".Length..];
    }
}
