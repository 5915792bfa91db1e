using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core;
using FerTrain.Core.Errors;
using FerTrain.Vision;
using static System.FormattableString;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain live [--source 0|FILE|URL] [--record FILE.mp4] [--no-window]</c></summary>
internal static class LiveVerb
{
    public static Command Create(Terminal terminal)
    {
        var source = new Option<string>("--source") { Description = "The number of a camera, a video file, or the URL of a stream.", DefaultValueFactory = _ => "0" };
        var checkpoint = SharedOptions.Checkpoint("A checkpoint, an exported .onnx file");
        var record = new Option<string?>("--record") { Description = "Record the labelled video to this .mp4 file. No frame of a video file is then dropped." };
        var noWindow = new Option<bool>("--no-window") { Description = "Open no window. No frame of a video file is then dropped." };
        var smooth = new Option<double>("--smooth")
        {
            Description = "Smooth the probabilities of each face over this many seconds; 0 turns it off.",
            DefaultValueFactory = _ => FaceTracker.UsualSmoothing,
        };
        var emoji = new Option<bool>("--emoji") { Description = "Draw the expression of each face beside it." };
        var frames = new Option<int?>("--frames") { Description = "Stop after this many frames." };
        var detector = new DetectorOptions(DetectionOptions.Camera);
        var (runs, device, json) = (SharedOptions.Runs(), SharedOptions.Device(), SharedOptions.Json());
        var verb = new Verb("live", "Label the faces of a camera, video or stream while it runs; press q in the window to quit.",
            "fertrain live",
            "fertrain live --source lesson.mp4 --record labelled.mp4 --no-window")
        { source, checkpoint, record, noWindow, smooth, emoji, frames, runs, device, json };
        foreach (var option in detector.All)
            verb.Options.Add(option);
        verb.SetAction((parse, cancel) =>
        {
            var seconds = SharedOptions.SmoothingOf(parse, smooth);
            if (parse.GetValue(frames) is < 1 and var count) throw new UserError($"--frames is {count}. Expected: 1 or more.");
            using var video = new VideoSource(parse.GetValue(source)!, cancel);
            using var recording = parse.GetValue(record) is { } path ? Recording(path, parse.GetValue(source)!, video) : null;
            var model = ChosenCheckpoint.Read(parse.GetValue(checkpoint), parse.GetValue(runs)!, terminal);
            var on = ChosenCheckpoint.Device(parse.GetValue(device)!, [model]);
            using var faces = detector.CreateDetector(parse);
            using var classifier = new FaceClassifier(model, on);
            using var window = parse.GetValue(noWindow) ? null : new LiveWindow();
            ChosenCheckpoint.Warn(terminal, model);
            var drops = !video.IsFile || (recording is null && window is not null);
            var summary = new LiveView(faces, classifier, seconds, parse.GetValue(emoji))
                .Run(stop => video.Frames(paced: drops, stop: stop).Take(parse.GetValue(frames) ?? int.MaxValue), drops, window, recording, cancel);
            if (parse.GetValue(json))
                JsonOutput.Write(terminal.Output, summary);
            else
                Print(terminal.Output, summary);
            if (video.Shortfall is { } shortfall) terminal.Warn(shortfall);
            if (recording?.Remark is { } remark) terminal.Warn(remark);
            if (recording is not null && summary.FramesShown > 0) (parse.GetValue(json) ? terminal.Error : terminal.Output).WritePrintable($"Recording: {parse.GetValue(record)}");
            cancel.ThrowIfCancellationRequested();
            return Task.FromResult(0);
        });
        return verb;
    }

    private static VideoFileWriter Recording(string path, string source, VideoSource video) => Path.GetFullPath(path) == Path.GetFullPath(source)
        ? throw new UserError($"--record {path} is the source. Expected: another file.")
        : VideoFileWriter.NewFile(path, video.FramesPerSecond);

    private static void Print(TextWriter output, LiveSummary summary)
    {
        output.WriteLine(Invariant(
            $"{Counted.Of(summary.FramesRead, "frame")} read, {summary.FramesShown} shown, {summary.FramesDropped} dropped; {Counted.Of(summary.Faces, "face")}; {summary.FramesPerSecond:0.0} frames per second"));
        output.WriteLine($"Milliseconds, median (95 %): latency {Show(summary.LatencyMs)}, detection {Show(summary.DetectionMs)}, model per face {Show(summary.ModelMsPerFace)}");
    }

    private static string Show(DurationPercentiles? duration) => duration is null ? "-" : Invariant($"{duration.Median:0.0} ({duration.Percentile95:0.0})");
}
