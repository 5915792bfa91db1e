using System.Diagnostics;

namespace FerTrain.Sweeps;

/// <summary>A process that trains trials. It stops, and saves, when its standard input closes: also where this process is killed.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const string Mistake = "fertrain:";

    private readonly Process _process;
    private readonly Task<string> _error;

    private WorkerProcess(Process process, Task<string> error) => (_process, _error) = (process, error);

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>What it said of the error that ended it: the line of a mistake, or else its last one; null where it said nothing.</summary>
    public string? Fault
    {
        get
        {
            string[] lines = _error.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return Array.Find(lines, line => line.StartsWith(Mistake, StringComparison.Ordinal))?[Mistake.Length..].Trim() ?? lines.LastOrDefault();
        }
    }

    /// <param name="program">The program and its first arguments.</param>
    /// <param name="arguments">Further arguments.</param>
    public static WorkerProcess Start(IReadOnlyList<string> program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program[0], [.. program.Skip(1), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.BeginOutputReadLine(); // or the process would wait for a reader
        return new(process, process.StandardError.ReadToEndAsync());
    }

    /// <summary>Lets it finish its step and save.</summary>
    public void Stop()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended.
        }
    }

    public void WaitForExit() => _process.WaitForExit();

    public void Dispose() => _process.Dispose();
}
