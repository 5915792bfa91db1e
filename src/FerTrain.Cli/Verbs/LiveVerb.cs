using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Errors;
using FerTrain.Vision;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain live [--source 0|FILE|URL] [--record FILE.mp4] [--no-window]</c></summary>
internal static class LiveVerb
{
    // Faces as large as those in front of a camera are found in half the time of the usual search, at any resolution.
    private static readonly DetectionOptions Detection = new() { MinSize = 60, LongestSide = 640 };

    public static Command Create(Terminal terminal)
    {
        var source = new Option<string>("--source") { Description = "A camera's number, a video file, or the URL of a stream.", DefaultValueFactory = _ => "0" };
        var checkpoint = SharedOptions.Checkpoint("A checkpoint, an exported .onnx file");
        var record = new Option<string?>("--record") { Description = "Keep what is shown in this .mp4 file. A video file is then processed frame by frame, and none dropped." };
        var noWindow = new Option<bool>("--no-window") { Description = "Open no window. A video file is then processed frame by frame, and none dropped." };
        var smooth = new Option<double>("--smooth") { Description = "Seconds over which the probabilities of a face are steadied; 0 for not at all.", DefaultValueFactory = _ => 0.3 };
        var frames = new Option<int?>("--frames") { Description = "End after reading as many frames." };
        var detector = new DetectorOptions(Detection);
        var (runs, device, json) = (SharedOptions.Runs(), SharedOptions.Device(), SharedOptions.Json());
        var verb = new Verb("live", "Label the faces of a camera, video or stream while it runs; q in the window ends it.",
            "fertrain live",
            "fertrain live --source lesson.mp4 --record labelled.mp4 --no-window")
        { source, checkpoint, record, noWindow, smooth, frames, runs, device, json };
        foreach (var option in detector.All)
            verb.Options.Add(option);
        verb.SetAction((parse, cancel) =>
        {
            if (parse.GetValue(smooth) is var seconds && !(seconds is >= 0 and <= 60)) throw new UserError(FormattableString.Invariant($"--smooth {seconds}: accepted: 0 to 60 seconds."));
            if (parse.GetValue(frames) is < 1 and var count) throw new UserError($"--frames {count}: accepted: 1 or more.");
            using var camera = new FrameSource(parse.GetValue(source)!);
            using var recording = parse.GetValue(record) is { } path ? Recording(path, parse.GetValue(source)!, camera) : null;
            var model = ChosenCheckpoint.Read(parse.GetValue(checkpoint), parse.GetValue(runs)!, terminal);
            var on = ChosenCheckpoint.Device(parse.GetValue(device)!, [model]);
            using var faces = detector.CreateDetector(parse);
            using var classifier = new FaceClassifier(model, on);
            using var window = parse.GetValue(noWindow) ? null : new LiveWindow();
            var drops = !camera.IsFile || (recording is null && window is not null);
            var images = camera.Frames(paced: drops).Take(parse.GetValue(frames) ?? int.MaxValue);
            var summary = new LiveView(faces, classifier, seconds).Run(images, drops, window, recording, cancel);
            if (parse.GetValue(json))
                JsonOutput.Write(terminal.Output, summary);
            else
                LiveReport.Write(terminal.Output, summary);
            if (recording is not null && summary.FramesShown > 0) (parse.GetValue(json) ? terminal.Error : terminal.Output).WriteLine($"Recording: {parse.GetValue(record)}");
            cancel.ThrowIfCancellationRequested();
            return Task.FromResult(0);
        });
        return verb;
    }

    private static FrameRecording Recording(string path, string source, FrameSource camera) => Path.GetFullPath(path) == Path.GetFullPath(source)
        ? throw new UserError($"--record {path}: that is the source. Accepted: another file.")
        : new FrameRecording(path, camera.FramesPerSecond);
}
