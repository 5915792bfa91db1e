using FerTrain.Tests.Setup;
using FerTrain.Tests.Vision;

namespace FerTrain.Tests.Cli;

/// <summary>Files and folders that the system or a library does not read, in a process of its own: one line each, and nothing of the libraries'.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class UnreadableFileTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _ = ExternalProgram.Start("chmod", "-R", "u+rwx", _folder.Root);
        _ = ExternalProgram.Start("rm", "-r", _folder["odd"]); // .NET deletes no name that it cannot write
        _folder.Dispose();
    }

    /// <summary>libpng, in OpenCV, prints of both.</summary>
    [FactOnLinux]
    public void What_a_library_says_of_a_damaged_picture_is_not_heard()
    {
        var png = File.ReadAllBytes(Scene.Empty(_folder, "whole.png"));
        var data = png.AsSpan().IndexOf("IDAT"u8);
        byte[] Changed(int at) => [.. png[..at], (byte)(png[at] ^ 1), .. png[(at + 1)..]];
        string[] pictures = [_folder.Write("checksum.png", Changed(data + 40)), _folder.Write("end.png", [.. png[..(data + 100)], .. png[^12..]])];

        var (exit, output) = Program("predict", [.. pictures, "--faces", "whole", "--checkpoint", run.Best, "--out", _folder["out"]]);
        exit.ShouldBe(2);
        output.Split('\n')[1..^1].ShouldBe(pictures.Select(picture => // behind the warning of synthetic faces
            $"fertrain: {picture} cannot be read as an image: it is empty, damaged or truncated, or neither PNG, JPEG, GIF, BMP, WebP, TIFF nor a portable anymap."));
    }

    [FactOnLinux]
    public void A_folder_that_may_not_be_listed()
    {
        Directory.CreateDirectory(_folder["locked"]);
        ExternalProgram.Start("chmod", "a=", _folder["locked"]).ExitCode.ShouldBe(0);
        foreach (var arguments in (string[][])[["predict", _folder["locked"]], ["data", "check", _folder["locked"]], ["runs", "list", "--runs", _folder["locked"]], ["eval", "--runs", _folder["locked"]]])
            Program(arguments[0], arguments[1..]).ShouldBe((2, $"fertrain: {_folder["locked"]} cannot be listed: Access to the path '{_folder["locked"]}' is denied.\n"));
    }

    [FactOnLinux]
    public void A_name_whose_bytes_are_no_text()
    {
        Directory.CreateDirectory(_folder["odd/happy"]);
        Directory.CreateDirectory(_folder["odd/sad"]);
        File.Copy(Scene.Empty(_folder, "a.png"), _folder["odd/sad/1.png"]);
        ExternalProgram.Start("bash", "-c", $"cp '{_folder["a.png"]}' '{_folder["odd/happy"]}'/$'\\xff.png'").ExitCode.ShouldBe(0);

        var name = $"{_folder["odd/happy"]}/\\u{{fffd}}.png";
        foreach (var arguments in (string[][])[["predict", _folder["odd/happy"], "--faces", "whole", "--checkpoint", run.Best, "--out", _folder["out"]], ["train", "--data", _folder["odd"], "--runs", _folder["runs"]]])
        {
            var refused = CommandLine.Run(arguments);
            (refused.Exit, refused.Output).ShouldBe((2, ""));
            refused.Error.ShouldEndWith($"fertrain: {name} cannot be read: The bytes of its name are not UTF-8. Expected: another name.\n");
        }
    }

    [Fact]
    public void A_run_whose_plots_are_gone_is_scored_and_compared_as_before()
    {
        var copy = TempFolder.Copy(run.Root, _folder["20261128_120000_copy"]);
        Directory.Delete(Path.Combine(copy, "plots"), recursive: true);

        foreach (var arguments in (string[][])[["eval", copy], ["compare", copy, run.Root, "--out", _folder["compared"]], ["train", "--resume", copy, "train.epochs=2"]])
        {
            var done = CommandLine.Run(arguments);
            done.Exit.ShouldBe(0, done.Error);
        }
    }

    /// <summary>Runs the program without the right of a superuser to read everything.</summary>
    private static (int Exit, string Output) Program(string verb, params string[] arguments)
    {
        string[] program = ["dotnet", Path.Combine(AppContext.BaseDirectory, "FerTrain.Cli.dll"), verb, .. arguments];
        if (Environment.IsPrivilegedProcess) program = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", .. program];
        return ExternalProgram.Start(program[0], program[1..]);
    }
}
