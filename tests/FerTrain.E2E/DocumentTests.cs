using System.Text.RegularExpressions;
using FerTrain.Cli;
using FerTrain.Tests.Vision;
using FerTrain.Torture;

namespace FerTrain.E2E;

/// <summary>Every command that the documents show, in a folder with the files that it names, on less data and with fewer trials.</summary>
[Collection(Desk.Collection)]
public sealed partial class DocumentTests(DocumentTests.Desk desk)
{
    /// <summary>What the machine of a test may lack, and how the error begins that says so.</summary>
    private static readonly (string Command, string Error)[] Excused =
    [
        ("live ", "fertrain: Camera 0"),
        ("export --web ", "fertrain: npm is not installed"),
        ("export --web ", "fertrain: npm cannot get"),
        ("train --device cuda", "fertrain: Device 'cuda:0' is not there"),
    ];

    public static TheoryData<string, string> Commands
    {
        get
        {
            var commands = new TheoryData<string, string>();
            foreach (var (page, command) in DocumentCommands.All.DistinctBy(found => found.Command)) commands.Add(page, command);
            return commands;
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void It_works(string page, string command)
    {
        var (exit, error) = desk.Run([.. DocumentCommands.Arguments(Fewer(command), desk.Folder), .. Smaller(command)]);

        if (exit == 2 && Array.Exists(Excused, known => $"{command} ".StartsWith(known.Command, StringComparison.Ordinal) && error.StartsWith(known.Error, StringComparison.Ordinal))) return;
        exit.ShouldBe(IsServer(command) ? 130 : 0, $"{page}: {error}");
    }

    private static string Fewer(string command) => Faces().Replace(Trials().Replace(command, "2"), "70").Replace("--seeds 0,1,2", "--seeds 0,1", StringComparison.Ordinal);

    [GeneratedRegex(@"(?<=--(trials|folds|epochs) )\d+")]
    private static partial Regex Trials();

    [GeneratedRegex(@"(?<=--count )\d+")]
    private static partial Regex Faces();

    private static bool IsServer(string command) => command.Split(' ')[0] == "serve";

    /// <summary>What makes a verb quick, whatever its command says before.</summary>
    private static string[] Smaller(string command) => command.Split(' ') switch
    {
        ["train", "--config", "ensemble.yaml", ..] => ["ensemble.members=[tiny_xception.yaml]", "ensemble.seeds=[0]", .. Desk.Quick],
        ["sweep", "status" or "collect" or "work", ..] => [],
        ["sweep", "--resume", ..] => ["--threads", "1"],
        ["sweep", ..] when command.Contains("halving", StringComparison.Ordinal) => ["--runs", "others", "--threads", "1", .. Desk.Quick, "train.epochs=4"],
        ["sweep", ..] => ["--runs", "others", "--threads", command.Contains("--jobs 2", StringComparison.Ordinal) ? "2" : "1", .. Desk.Quick],
        ["train", "--resume", ..] => ["train.epochs=2"],
        ["train", "--config", "svm.yaml", ..] => ["--runs", "others", "classic.n_components=4"],
        ["train", ..] when command.Contains("--find-lr", StringComparison.Ordinal) => ["--runs", "others", .. Desk.Quick, "train.batch_size=8"],
        ["train", ..] when command.Contains("distill.", StringComparison.Ordinal) => ["--runs", "others", "data.source=synthetic", "data.path=data/fer2013.csv", .. Desk.Quick], // its teachers know no other faces
        ["train", ..] when command.Contains("--epochs", StringComparison.Ordinal) => ["--runs", "others", "data.synthetic_count=70"],
        ["train", ..] => ["--runs", "others", .. Desk.Quick],
        ["bench", ..] => ["--faces", "256", "train.batch_size=32", "train.precision=float32"], // bfloat16 takes a minute on processors without it
        ["card", ..] => ["--runs", "photographs"],
        ["live", ..] => ["--no-window", "--frames", "3"],
        ["serve", ..] => ["--port", "0"],
        _ => [],
    };

    /// <summary>A folder with a set of faces, images, a video and three runs, as the reader of the documents has them.</summary>
    [CollectionDefinition(Collection)]
    public sealed class Desk : IDisposable, ICollectionFixture<Desk>
    {
        public const string Collection = "desk";

        public static readonly string[] Quick = ["data.synthetic_count=70", "train.epochs=1", "train.batch_size=32"];

        private static readonly string[] Runs =
            ["20261120_181500_mini_xception", "20261121_090000_tiny_xception", "20261121_110000_simple_cnn", "20261122_090000_a_seed1", "20261122_090000_a_seed2"];

        /// <summary>A run that did not end.</summary>
        private const string Stopped = "20261119_080000_stopped";

        private readonly string _before = Environment.CurrentDirectory;
        private readonly (string Name, string? Value)[] _variables =
            [.. ((string[])["FERTRAIN_CACHE", "FERTRAIN_PRETRAINED"]).Select(name => (name, Environment.GetEnvironmentVariable(name)))];

        public Desk()
        {
            Environment.SetEnvironmentVariable("FERTRAIN_CACHE", Path.Combine(Folder, "cache"));
            Environment.SetEnvironmentVariable("FERTRAIN_PRETRAINED", null);
            Environment.CurrentDirectory = Folder;
            foreach (var (name, text) in DocumentCommands.Configs) File.WriteAllText(name, text);
            Prepare("data", "synth", "fer2013.csv", "--count", "70");
            Prepare("data", "export", "fer2013.csv", "--folder", "faces");
            foreach (var part in (string[])["train", "test"]) Workplace.Copy(Path.Combine("faces", part), Path.Combine("pooled", part));
            foreach (var folder in (string[])["holiday", "frames/a"]) Directory.CreateDirectory(folder);
            using (var scene = MovingFaces.Draw(0))
                foreach (var image in (string[])["photo.jpg", "holiday/beach.jpg", "frames/a/1.png"]) scene.SaveImage(image).ShouldBeTrue();
            File.Copy(Directory.GetFiles("faces/train/sad")[0], "face.png");
            File.Move(MovingFaces.Write("clip.avi", 3), "clip.mp4");
            Prepare(["train", "--name", "first", .. Quick]);
            var first = Directory.GetDirectories("runs").Single();
            foreach (var run in Runs) Workplace.Copy(first, Path.Combine("runs", run));
            File.Copy(Path.Combine(first, "checkpoints", "best.pt"), "start.pt");
            Directory.Move(first, Path.Combine("runs", Stopped));
            File.Delete(Path.Combine("runs", Stopped, "summary.json"));
            Prepare("export", "--onnx", "face.onnx");
            Prepare(["train", "--config", "tiny_xception.yaml", "--data", "fer2013.csv", "--runs", "photographs", "train.epochs=1", "train.batch_size=32"]);
            Prepare("card", "--runs", "photographs", "--out", "pretrained/my_faces");
            Prepare(["sweep", "--folds", "2", "--name", "folds", "--runs", "swept", "--threads", "1", .. Quick]);
            var swept = Directory.GetDirectories("swept").Single();
            foreach (var name in (string[])["folds", "wide", "tasks"]) Workplace.Copy(swept, Path.Combine("runs", $"20261129_101500_{name}"));
            Prepare("data", "suspects", "folds");
            Prepare("export", "--onnx", "face_rgb.onnx", "--layout", "rgb", "--calibrated");
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("fertrain_e2e_").FullName;

        public (int Exit, string Error) Run(params string[] arguments)
        {
            TorchSharp.torch.set_num_threads(1); // a command before may have asked for more
            using var error = new StringWriter();
            return (App.Run(arguments, new Terminal(TextWriter.Null, error, IsInteractive: false, Width: 0), new CancellationToken(canceled: IsServer(arguments[0]))), error.ToString());
        }

        public (int Exit, string Output) Answer(params string[] arguments)
        {
            using var output = new StringWriter();
            return (App.Run(arguments, new Terminal(output, TextWriter.Null, IsInteractive: false, Width: 0), CancellationToken.None), output.ToString());
        }

        public void Dispose()
        {
            foreach (var (name, value) in _variables) Environment.SetEnvironmentVariable(name, value);
            Environment.CurrentDirectory = _before;
            Directory.Delete(Folder, recursive: true);
        }

        private void Prepare(params string[] arguments)
        {
            var (exit, error) = Run(arguments);
            exit.ShouldBe(0, error);
        }
    }
}
