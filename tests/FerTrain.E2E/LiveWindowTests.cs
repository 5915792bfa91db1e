using System.Globalization;
using FerTrain.Core;
using FerTrain.Figures;
using FerTrain.Tests.Vision;
using FerTrain.Torture;
using FerTrain.Vision;

namespace FerTrain.E2E;

/// <summary>The window of <c>fertrain live</c> as somebody in front of it sees it.</summary>
public sealed class LiveWindowTests : IClassFixture<LiveWindowTests.Model>, IDisposable
{
    private const int Frames = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Model _model;
    private readonly string _folder = Directory.CreateTempSubdirectory("fertrain_e2e_").FullName;

    public LiveWindowTests(Model model) => _model = model;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [FactWithScreen]
    public void Labelled_faces_are_seen_until_q_is_pressed()
    {
        using var screen = new VirtualScreen();
        using var live = Live();
        ShouldShowLabels(screen);

        VirtualScreen.Press("q");

        live.WaitForExit().ShouldBe(0, live.Error);
        live.Output.ShouldMatch(@"^\d+ frames read, \d+ shown, \d+ dropped; \d+ faces; \d+\.\d frames per second\n");
        int.Parse(live.Output.Split(' ')[0], CultureInfo.InvariantCulture).ShouldBeLessThan(Frames);
        SpinWait.SpinUntil(() => Array.TrueForAll(screen.Pixels(), pixel => pixel == 0), Patience).ShouldBeTrue("the window stays");
    }

    [FactWithScreen]
    public void After_ctrl_c_the_recording_is_complete()
    {
        using var screen = new VirtualScreen();
        var path = Path.Combine(_folder, "shown.mp4");
        using var live = Live("--record", path);
        ShouldShowLabels(screen);

        live.Interrupt();

        live.WaitForExit().ShouldBe(130, live.Error);
        live.Output.ShouldEndWith($"Recording: {path}");
        using var recorded = new VideoSource(path);
        var shown = int.Parse(live.Output.Split(' ')[3], CultureInfo.InvariantCulture);
        recorded.Frames(paced: false).Count(frame => { using (frame) return true; }).ShouldBe(shown);
    }

    private ChildProcess Live(params string[] more) => ChildProcess.Start(["live", "--source", _model.Video, "--checkpoint", _model.Best, "--min-size", "100", .. more]);

    /// <summary>The wall, and a label or bar in the colour of some class.</summary>
    private static void ShouldShowLabels(VirtualScreen screen)
    {
        var colours = ClassPalette.Of(ClassNames.Fer2013).Select(color => color.R << 16 | color.G << 8 | color.B).ToHashSet();
        SpinWait.SpinUntil(() =>
        {
            Thread.Sleep(100);
            var pixels = screen.Pixels();
            return pixels.Count(pixel => pixel != 0) > 640 * 480 / 2 && pixels.Count(colours.Contains) > 1000;
        }, Patience).ShouldBeTrue("no labelled face was seen");
    }

    public sealed class Model : IDisposable
    {
        private readonly string _runs = Directory.CreateTempSubdirectory("fertrain_e2e_").FullName;

        public Model()
        {
            using var train = ChildProcess.Run("train", "--runs", _runs, "--device", "cpu", "data.synthetic_count=140", "train.epochs=1", "train.batch_size=32");
            Best = new RunFolder(Directory.GetDirectories(_runs).Single()).Best;
            Video = MovingFaces.Write(Path.Combine(_runs, "faces.avi"), Frames);
        }

        public string Best { get; }

        public string Video { get; }

        public void Dispose() => Directory.Delete(_runs, recursive: true);
    }
}
