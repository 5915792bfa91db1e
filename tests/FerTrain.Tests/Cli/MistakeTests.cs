using System.Text.Json;
using FerTrain.Cli;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class MistakeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train --config nowhere", "Config 'nowhere' is no file and not in configs/. Expected: ")]
    [InlineData("train --config quikstart", "Config 'quikstart' is no file and not in configs/. Did you mean 'quickstart'? Expected: ")]
    [InlineData("train data.path=fer2013.csv", "data.path=fer2013.csv: got fer2013.csv, expected its default while data.source=synthetic generates the faces; data.source=csv or folder reads it")]
    [InlineData("train data.source=csv data.path=nowhere.csv", "nowhere.csv does not exist. data/README.md says where to get FER2013; data.source=synthetic needs no file.")]
    [InlineData("train model.name=mini_xeption", "Unknown model 'mini_xeption'. Did you mean 'mini_xception'? Expected: ")]
    [InlineData("train model.name=vgg19", "Model 'vgg19' got images of 1 channel (preprocess.channels), expected: 3.")]
    [InlineData("train --config simpler_cnn preprocess.size=96 preprocess.crop=80", "Model 'simpler_cnn' got images of 80 pixels (preprocess.size, preprocess.crop, augment.crop), expected: 33 to 64.")]
    [InlineData("train --config five_conv_honest augment.crop=40", "Model 'five_conv' got crops of 40 pixels (augment.crop) and has a weight for each pixel, expected: 48 as in evaluation.")]
    [InlineData("train --config svm data.source=synthetic data.synthetic_count=2800 data.fractions=[0.99,0.01,0] preprocess.size=512 preprocess.channels=3", "Model 'svm' got 2772 training faces of 512 pixels (preprocess.size, preprocess.crop), expected: at most 508, or fewer faces (data.limit).")]
    [InlineData("train --device gpx", "Unknown device 'gpx'. Did you mean 'gpu'? Expected: auto, cpu, gpu, cuda:0.")]
    [InlineData("train --device cuda:x", "Unknown device 'cuda:x'. Did you mean 'cuda:0'? Expected: auto, cpu, gpu, cuda:0.")]
    [InlineData("train --epoch=3", "Unknown option '--epoch=3'. Did you mean '--epochs'?")]
    [InlineData("train --epochs many", "Cannot parse argument 'many' for option '--epochs'. Expected: a whole number. See fertrain train --help.")]
    [InlineData("train --data nowhere.csv", "nowhere.csv does not exist.")]
    [InlineData("train lr=0.1", "lr=0.1: got an unknown key, expected optimizer.lr")]
    [InlineData("train train.lr=0.1", "train.lr=0.1: got an unknown key, expected optimizer.lr")]
    [InlineData("train seed=1", "seed=1: got an unknown key, expected one of data.seed, train.seed")]
    [InlineData("train batch=16", "batch=16: got an unknown key, expected train.batch_size")]
    [InlineData("help trian", "Unknown verb 'trian'. Did you mean 'train'? Expected: ")]
    [InlineData("help data chek", "Unknown verb 'chek'. Did you mean 'check'? Expected: ")]
    [InlineData("runs show nowhere", "Run 'nowhere': no such file or folder, here or in 'runs'.")]
    [InlineData("export a --checkpoint b --onnx", "export writes one checkpoint, and both a and --checkpoint b name one. Expected: one of the two.")]
    [InlineData("export --onnx --layout bgr", "Unknown layout 'bgr'. Did you mean 'rgb'? Expected: grey, rgb.")]
    [InlineData("train --name a/b", "Run name 'a/b': expected letters, digits, '_', '-' and '.', which does not come first.")]
    [InlineData("train --resume nowhere", "Run 'nowhere': no such file or folder, here or in 'runs'.")]
    [InlineData("train --resume", "Runs folder 'runs': no such folder.")]
    [InlineData("eval --checkpoint nowhere.pt", "nowhere.pt: cannot be opened: Could not find file")]
    [InlineData("eval --runs nowhere", "Runs folder 'nowhere': no such folder.")]
    [InlineData("eval --checkpoint nowhere.pt ./nowhere.pt", "nowhere.pt is named 2 times. Expected: each once.")]
    [InlineData("export", "export needs a format. Expected: --onnx, --safetensors, --web.")]
    [InlineData("export --onnx best.pt", "--onnx is best.pt. Expected: a name that ends in .onnx.")]
    [InlineData("export --safetensors best.pt", "--safetensors is best.pt. Expected: a name that ends in .safetensors.")]
    [InlineData("export --onnx --samples 0", "--samples is 0. Expected: 1 or more.")]
    [InlineData("export --onnx --checkpoint nowhere.pt", "nowhere.pt: cannot be opened: Could not find file")]
    [InlineData("export --onxx", "Unknown option '--onxx'. Did you mean '--onnx'?")]
    [InlineData("eval --checkpoint @nowhere.pt", "@nowhere.pt: cannot be opened")]
    [InlineData("train --data a.csv data.path=b.csv", "--data sets data.path, and so does data.path=b.csv. Expected: one of the two.")]
    [InlineData("train --epochs 3 train.epochs=1", "--epochs sets train.epochs, and so does train.epochs=1. Expected: one of the two.")]
    [InlineData("sweep --data a.csv data.path=b.csv", "--data sets data.path, and so does data.path=b.csv. Expected: one of the two.")]
    [InlineData("models show mini_xception model.name=mlp", "models show got mini_xception and model.name=mlp. Expected: one model.")]
    [InlineData("bench mlp --measure inference --data a.csv", "--data a.csv is what --measure reading measures. Expected: --measure reading with it.")]
    [InlineData("export --onnx .onnx", "--onnx is .onnx. Expected: a name that ends in .onnx.")]
    [InlineData("live --source .", ". is a folder. Expected: the number of a camera, a video file, or the URL of a stream.")]
    [InlineData("evaluate", "Unknown argument 'evaluate'.")]
    [InlineData("eval --chekpoint x", "Unknown option '--chekpoint'. Did you mean '--checkpoint'?")]
    public void A_mistake_exits_with_2_and_one_line_that_names_it(string arguments, string message) => ShouldFail(arguments.Split(' '), message);


    [Fact]
    public void What_a_name_could_do_to_a_terminal_is_escaped()
    {
        ShouldFail(["eval", "--checkpoint", "a\u001b[2J.pt"], "a\\u{1b}[2J.pt: cannot be opened");
        CommandLine.Run("eval", "--checkpoint", new string('x', 100_000)).Error.Length.ShouldBeLessThan(5000);
    }

    [Fact]
    public void A_config_or_checkpoint_that_is_a_pipe_is_refused()
    {
        ExternalProgram.Start("mkfifo", _folder["pipe"]).ExitCode.ShouldBe(0);
        foreach (var arguments in (string[][])[["train", "--config", _folder["pipe"]], ["eval", "--checkpoint", _folder["pipe"]], ["train", "data.source=csv", $"data.path={_folder["pipe"]}"]])
        {
            var run = CommandLine.Run(arguments);
            (run.Exit, run.Output).ShouldBe((2, ""));
            run.Error.ShouldContain($"'{_folder["pipe"]}' is a pipe or a device, not a file.");
        }
    }

    [Theory]
    [InlineData("train.batch_size=0", "train.batch_size=0: got 0, expected a whole number of at least 1")]
    [InlineData("optimizer.lr=fast", "optimizer.lr=fast: got fast, expected a finite number")]
    [InlineData("optimizer.rl=1", "optimizer.rl=1: got an unknown key, expected one of ")]
    [InlineData("train.freeze=[stm.*]", "train.freeze: 'stm.*' names no parameter. Did you mean 'stem.*'?")]
    [InlineData("epochs", "epochs: got no '=', expected key=value")]
    public void A_bad_override_is_named(string text, string message)
    {
        var train = CommandLine.Run("train", "--runs", _folder.Root, text);
        train.Exit.ShouldBe(2);
        train.Error.ShouldStartWith($"fertrain: {message}");
        train.Error.Count(c => c == '\n').ShouldBe(1);
        Directory.GetFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void An_unknown_key_in_a_file_is_named_with_its_line()
    {
        File.WriteAllText(_folder["a.yaml"], "train:\n  epoch: 3\n");
        var train = CommandLine.Run("train", "--config", _folder["a.yaml"]);
        train.Exit.ShouldBe(2);
        train.Error.ShouldStartWith($"fertrain: {_folder["a.yaml"]}:2 train.epoch: got an unknown key, expected train.epochs\n");
    }

    [Fact]
    public void A_runs_folder_that_is_a_file_is_named()
    {
        File.WriteAllText(_folder["runs"], "");
        ShouldFail(["train", "--runs", _folder["runs"], .. CommandLine.Quick], $"Runs folder '{_folder["runs"]}' cannot be written: ");
    }

    [Fact]
    public void A_split_without_rows_is_named_and_leaves_no_run()
    {
        ShouldFail(
            ["train", "--runs", _folder.Root, "data.split=sequential", "data.fractions=[1, 0, 0]", .. CommandLine.Quick],
            "The data has no val rows. Expected: other values of data.split and data.fractions; data.split=random splits all rows.");
        Directory.GetFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void Too_few_faces_for_the_principal_components_leave_no_run()
    {
        ShouldFail(
            ["train", "--config", "knn", "--runs", _folder.Root, "data.source=synthetic", "data.synthetic_count=70", "classic.n_components=100"],
            "classic.n_components: got 100, expected: at most 50, of 50 training faces of 2304 pixels.");
        Directory.GetFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void A_precision_that_the_device_lacks_leaves_no_run()
    {
        ShouldFail(["train", "--runs", _folder.Root, "--device", "cpu", "train.precision=tf32", .. CommandLine.Quick], "train.precision: tf32 is for a GPU, got the device cpu, which accepts float32 and bfloat16.");
        Directory.GetFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void Errors_are_also_json_where_that_is_asked_for()
    {
        var train = CommandLine.Run("train", "--json", "model.name=resnet");
        train.Exit.ShouldBe(2);
        train.Error.ShouldStartWith("fertrain: Unknown model 'resnet'. Expected: ");
        using var json = JsonDocument.Parse(train.Output);
        json.RootElement.GetProperty("error").GetProperty("message").GetString().ShouldBe(train.Error["fertrain: ".Length..^1]);
    }

    /// <summary>Output that cannot be written stands for any bug.</summary>
    [Fact]
    public void A_bug_exits_with_1_and_its_full_trace()
    {
        using var error = new StringWriter();
        var exit = FerTrain.Cli.App.Run(["--version"], new(new Broken(), error, IsInteractive: false, Width: 0), CancellationToken.None);
        exit.ShouldBe(1);
        error.ToString().ShouldStartWith("fertrain: System.InvalidOperationException: broken");
        error.ToString().ShouldContain("   at FerTrain.Cli.App.Run(");
    }

    [Theory]
    [InlineData("models list", false, "fertrain: the output cannot be written: No space left on device\n")]
    [InlineData("models lost --json", false, "fertrain: Unknown argument 'lost'.")]
    [InlineData("models list", true, "")]
    [InlineData("models lost", true, "")]
    public void Output_that_cannot_be_written_is_told_where_that_can_be(string arguments, bool isErrorFull, string message)
    {
        using var full = new ConsoleOutput(new Full());
        using var error = new StringWriter { NewLine = "\n" };
        var exit = FerTrain.Cli.App.Run(arguments.Split(' '), new(full, isErrorFull ? full : error, IsInteractive: false, Width: 0), CancellationToken.None);
        exit.ShouldBe(2);
        error.ToString().ShouldStartWith(message);
        error.ToString().Count(c => c == '\n').ShouldBe(isErrorFull ? 0 : 1);
    }

    private static void ShouldFail(string[] arguments, string message)
    {
        var run = CommandLine.Run(arguments);
        run.Exit.ShouldBe(2);
        run.Output.ShouldBe("");
        run.Error.ShouldStartWith($"fertrain: {message}");
        run.Error.Count(c => c == '\n').ShouldBe(1);
        Directory.Exists("runs").ShouldBeFalse();
    }

    private sealed class Full : StringWriter
    {
        public override void Write(char value) => throw new IOException("No space left on device");

        public override void Write(string? value) => throw new IOException("No space left on device");

        public override void WriteLine(string? value) => throw new IOException("No space left on device");
    }

    private sealed class Broken : StringWriter
    {
        public override void Write(char value) => throw new InvalidOperationException("broken");

        public override void Write(string? value) => throw new InvalidOperationException("broken");

        public override void WriteLine(string? value) => throw new InvalidOperationException("broken");
    }
}
