using System.Buffers.Binary;
using System.Diagnostics;

namespace FerTrain.E2E;

/// <summary>An X server without a monitor, whose image lies in a file; children of this process open their windows on it.</summary>
internal sealed class VirtualScreen : IDisposable
{
    private const string Variable = "DISPLAY";
    private const int ColourMapEntryBytes = 12;

    private readonly string _folder = Directory.CreateTempSubdirectory("fertrain_screen_").FullName;
    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);
    private readonly Process _server;

    public VirtualScreen()
    {
        _server = Process.Start(new ProcessStartInfo("Xvfb", ["-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp", "-fbdir", _folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Environment.SetEnvironmentVariable(Variable, $":{_server.StandardOutput.ReadLine()}");
    }

    public static bool IsInstalled { get; } = new[] { "Xvfb", "xdotool" }.All(program =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program))));

    /// <summary>A key to the window under the pointer, which is what has the keyboard where no window manager runs.</summary>
    public static void Press(string key)
    {
        using var tool = Process.Start("xdotool", ["mousemove", "200", "200", "key", key]);
        tool.WaitForExit();
        tool.ExitCode.ShouldBe(0);
    }

    /// <summary>Its pixels, red in the highest of three bytes.</summary>
    public int[] Pixels()
    {
        using var file = new FileStream(Path.Combine(_folder, "Xvfb_screen0"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var (header, width, height, stride, colours) = (Field(0), Field(4), Field(5), Field(12), Field(19));
        var image = bytes.AsMemory(header + colours * ColourMapEntryBytes);
        return [.. from y in Enumerable.Range(0, height)
                   from x in Enumerable.Range(0, width)
                   select BinaryPrimitives.ReadInt32LittleEndian(image.Span[(y * stride + 4 * x)..]) & 0xFFFFFF];

        int Field(int index) => BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4 * index)); // of X11's window dump format
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        _server.Kill();
        _server.WaitForExit();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
