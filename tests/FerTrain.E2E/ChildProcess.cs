using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace FerTrain.E2E;

/// <summary>The program as its users run it: a process of its own, which can be killed.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private const string CommandLineProgram = "FerTrain.Cli.dll";

    private readonly Process _process;
    private readonly BlockingCollection<string> _lines = [];
    private readonly Task<string> _error;
    private readonly List<string> _read = [];

    private ChildProcess(string program, string[] arguments, string? folder = null)
    {
        // A shell's background job ignores Ctrl-C, and its children would too.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, e) =>
        {
            if (e.Data is null) _lines.CompleteAdding();
            else _lines.Add(e.Data);
        };
        _process.BeginOutputReadLine();
        _error = _process.StandardError.ReadToEndAsync();
    }

    public string Output => string.Join('\n', _read);

    public string Error => _error.Result;

    public static ChildProcess Start(params string[] arguments) => new(CommandLineProgram, arguments);

    /// <summary>Starts another program beside the tests in a folder.</summary>
    public static ChildProcess StartProgram(string program, string folder, params string[] arguments) => new(program, arguments, folder);

    /// <summary>Runs to the end, which must be a success.</summary>
    public static ChildProcess Run(params string[] arguments)
    {
        var child = Start(arguments);
        child.WaitForExit().ShouldBe(0, child.Error);
        return child;
    }

    /// <summary>Reads until a line starts with a text.</summary>
    public void WaitForLine(string start)
    {
        while (_lines.TryTake(out var line, Patience))
        {
            _read.Add(line);
            if (line.StartsWith(start, StringComparison.Ordinal)) return;
        }

        throw new InvalidOperationException($"No line '{start}…' came. Output:\n{Output}\nErrors:\n{(_error.IsCompleted ? Error : "")}");
    }

    public int WaitForExit()
    {
        while (_lines.TryTake(out var line, Patience)) _read.Add(line);
        _process.WaitForExit(Patience).ShouldBeTrue();
        return _process.ExitCode;
    }

    /// <summary>As kill -9: the process gets no chance to tidy up.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>As Ctrl-C.</summary>
    public void Interrupt() => Send("-INT");

    /// <summary>As the system, when it shuts down.</summary>
    public void Terminate() => Send("-TERM");

    private void Send(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
        _lines.Dispose();
    }
}
