using FerTrain.Core.Files;

namespace FerTrain.Tests.Files;

public sealed class InputFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_pipe_or_a_device_is_refused_before_anything_waits_for_it()
    {
        ExternalProgram.Start("mkfifo", _folder["pipe"]).ExitCode.ShouldBe(0);
        File.CreateSymbolicLink(_folder["link"], _folder["pipe"]);

        foreach (var path in (string[])[_folder["pipe"], _folder["link"], "/dev/zero", "/dev/null"])
            Should.Throw<IOException>(() => InputFile.Open(path)).Message.ShouldBe($"'{path}' is a pipe or a device, not a file.");
    }

    [Fact]
    public void Files_and_links_to_them_are_opened()
    {
        File.CreateSymbolicLink(_folder["link"], _folder.Write("file", "text"));

        InputFile.ReadAllBytes(_folder["link"]).ShouldBe("text"u8.ToArray());
        using var file = InputFile.Open(_folder["file"]);
        file.Length.ShouldBe(4);
        Should.Throw<FileNotFoundException>(() => InputFile.Open(_folder["missing"]));
    }
}
