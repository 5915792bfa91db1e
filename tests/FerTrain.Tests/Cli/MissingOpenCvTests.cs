using System.Diagnostics;
using System.Text;
using FerTrain.Tests.Vision;

namespace FerTrain.Tests.Cli;

/// <summary>Runs the program without a loadable OpenCV, which only images and the classic models need.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class MissingOpenCvTests(TrainedRun run, MissingOpenCvTests.Program program) : IClassFixture<TrainedRun>, IClassFixture<MissingOpenCvTests.Program>, IDisposable
{
    private const string Install = "On Debian and Ubuntu, apt-get install libgtk-3-0 libharfbuzz0b libfreetype6 libdrm2 libatomic1 opencv-data installs it.";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("predict IMAGE --checkpoint BEST --out OUT")]
    [InlineData("predict IMAGE --faces whole --checkpoint BEST --out OUT")]
    [InlineData("live --source IMAGE --no-window --checkpoint BEST")]
    [InlineData("explain IMAGE --checkpoint BEST --out OUT")]
    [InlineData("explain --row 3 --checkpoint BEST --out OUT")]
    [InlineData("train --config svm data.source=synthetic data.synthetic_count=70 --runs OUT")]
    [InlineData("train data.source=folder data.path=FACES --runs OUT")]
    [InlineData("data check FACES")]
    [InlineData("data export CSV --folder OUT")]
    public void What_needs_it_says_in_a_line_what_to_install_and_leaves_nothing(string line)
    {
        var (exit, output, error) = program.Run(Filled(line));

        (exit, output).ShouldBe((2, ""), error);
        error.ShouldBe($"fertrain: OpenCV, which reads images and videos and fits svm, knn and random_forest, cannot be loaded: libgtk-9.so.0: cannot open shared object file: No such file or directory. {Install}\n");
        Directory.Exists(_folder["out"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("train data.synthetic_count=70 train.epochs=1 train.batch_size=32 --runs OUT")]
    [InlineData("eval --checkpoint BEST --out OUT")]
    [InlineData("export --checkpoint BEST --onnx OUT/a.onnx")]
    [InlineData("compare RUN --out OUT")]
    [InlineData("data check CSV")]
    public void Everything_else_works_without_it(string line)
    {
        var (exit, _, error) = program.Run(Filled(line));
        exit.ShouldBe(0, error);
    }

    [Fact]
    public void A_build_without_one_says_so()
    {
        using var bare = new Program(withLibrary: false);
        var (exit, output, error) = bare.Run(Filled("predict IMAGE --checkpoint BEST --out OUT"));

        (exit, output).ShouldBe((2, ""), error);
        error.ShouldMatch("^fertrain: OpenCV, .* cannot be loaded: this build does not include it for [a-z0-9.-]+\\. Training networks from a CSV file, eval, export and compare work without it\\.\n$");
    }

    private string[] Filled(string line)
    {
        Directory.CreateDirectory(_folder["faces"]);
        foreach (var name in FerTrain.Core.ClassNames.Fer2013)
            Scene.Empty(_folder, Path.Combine("faces", Directory.CreateDirectory(_folder[$"faces/{name}"]).Name, "a.png"));
        _ = CommandLine.Run("data", "synth", _folder["a.csv"], "--count", "7");
        return Array.ConvertAll(line.Split(' '), word => word
            .Replace("IMAGE", _folder["faces/sad/a.png"], StringComparison.Ordinal).Replace("FACES", _folder["faces"], StringComparison.Ordinal)
            .Replace("CSV", _folder["a.csv"], StringComparison.Ordinal).Replace("OUT", _folder["out"], StringComparison.Ordinal)
            .Replace("BEST", run.Best, StringComparison.Ordinal).Replace("RUN", run.Root, StringComparison.Ordinal));
    }

    /// <summary>Copies the program with an OpenCV that needs a library no system has, or without OpenCV.</summary>
    public sealed class Program : IDisposable
    {
        private const string Library = "libOpenCvSharpExtern.so";

        private readonly TempFolder _folder = new();

        public Program()
            : this(withLibrary: true)
        {
        }

        internal Program(bool withLibrary)
        {
            foreach (var file in new DirectoryInfo(AppContext.BaseDirectory).GetFiles())
            {
                // The program's folder is where its own file really is; half a gigabyte of native libraries need no copy.
                if (file.Extension is ".dll" or ".json") file.CopyTo(_folder[file.Name]);
                else if (file.Name != Library) File.CreateSymbolicLink(_folder[file.Name], file.FullName);
            }

            if (withLibrary) _folder.Write(Library, Renamed(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, Library)), "libgtk-3.so.0", "libgtk-9.so.0"));
        }

        public void Dispose() => _folder.Dispose();

        internal (int Exit, string Output, string Error) Run(params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo("dotnet", [_folder["FerTrain.Cli.dll"], .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.Result);
        }

        private static byte[] Renamed(byte[] bytes, string name, string other)
        {
            var at = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(name + "\0"));
            at.ShouldBePositive();
            Encoding.ASCII.GetBytes(other).CopyTo(bytes, at);
            return bytes;
        }
    }
}
