using FerTrain.Tests.Setup;
using FerTrain.Tests.Vision;

namespace FerTrain.Tests.Cli;

/// <summary>Names that would move the cursor or hide words, wherever standard output prints the name of a file, a class or a run.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class HostileNameTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private const string Odd = "a\e[2J\u202e\nb", Shown = "a\\u{1b}[2J\\u{202e}\\u{a}b";

    private readonly TempFolder _folder = new();

    private string Folder => _folder[Odd];

    public void Dispose() => _folder.Dispose();

    [FactOnLinux]
    public void Data_and_their_classes()
    {
        var data = Path.Combine(Folder, "faces.csv");
        Directory.CreateDirectory(Folder);
        ShouldEscape("data", "synth", data, "--count", "20");
        ShouldEscape("data", "clean", data, "--out", Path.Combine(Folder, "clean.csv"));
        ShouldEscape("data", "check", data, "--out", Path.Combine(Folder, "rows.csv"));
        ShouldEscape("data", "export", data, Path.Combine(Folder, "part.csv"));
        ShouldEscape("data", "inspect", data, "--out", Path.Combine(Folder, "figures"));
        CommandLine.Run("data", "export", data, "--folder", _folder["images"]).Exit.ShouldBe(0);
        Directory.Move(_folder["images/train/sad"], Path.Combine(_folder["images/train"], Odd));
        CommandLine.Run("data", "inspect", _folder["images/train"], "--out", _folder["figures"]).Error
            .ShouldBe($"fertrain: {_folder["images/train"]}/{Shown.Replace("\\u{a}", "\n", StringComparison.Ordinal)} has a control character in its name. Expected: a class's name, which stands in tables and files.\n");
    }

    [FactOnLinux]
    public void Runs_and_what_is_made_of_them()
    {
        ShouldEscape(["train", "--runs", Folder, .. CommandLine.Quick]);
        var trained = Directory.GetDirectories(Folder)[0];
        ShouldEscape("runs", "show", "--runs", Folder);
        ShouldEscape("eval", "--checkpoint", trained, "--out", Path.Combine(Folder, "eval"));
        ShouldEscape("compare", trained, run.Root, "--out", Path.Combine(Folder, "compared"));
        ShouldEscape("export", "--onnx", Path.Combine(Folder, "face.onnx"), "--checkpoint", trained, "--samples", "2");
        ShouldEscape("export", "--safetensors", Path.Combine(Folder, "face.safetensors"), "--checkpoint", trained);
        ShouldEscape("bench", Path.Combine(Folder, "face.onnx"));
        ShouldEscape("models", "show", "mini_xception", "--out", Path.Combine(Folder, "net.svg"));
        ShouldEscape("explain", "--row", "0", "--checkpoint", trained, "--out", Path.Combine(Folder, "explained"));
    }

    [FactOnLinux]
    public void Pictures_and_videos()
    {
        Directory.CreateDirectory(Folder);
        var (picture, video) = (Path.Combine(Folder, "a.png"), MovingFaces.Write(Path.Combine(Folder, "a.avi"), 2));
        using (var scene = MovingFaces.Draw(0)) scene.SaveImage(picture).ShouldBeTrue();
        ShouldEscape("predict", picture, video, "--faces", "whole", "--checkpoint", run.Best, "--out", Path.Combine(Folder, "out"));
        ShouldEscape("explain", picture, "--faces", "whole", "--checkpoint", run.Best, "--out", Path.Combine(Folder, "explained"));
    }

    [FactWithCascade]
    public void A_recording()
    {
        Directory.CreateDirectory(Folder);
        ShouldEscape("live", "--source", MovingFaces.Write(Path.Combine(Folder, "a.avi"), 2), "--no-window", "--record", Path.Combine(Folder, "shown.mp4"), "--checkpoint", run.Best);
    }

    private static void ShouldEscape(params string[] arguments)
    {
        var done = CommandLine.Run(arguments);
        done.Exit.ShouldBe(0, done.Error);
        done.Output.ShouldContain(Shown);
        done.Output.ShouldNotContain('\e');
        done.Output.ShouldNotContain('\u202e');
    }
}
