using System.Diagnostics;
using System.Net.Sockets;

namespace FerTrain.Torture.Faults;

/// <summary>How a process of the real program ended.</summary>
internal sealed record Ended(int Exit, string Output, string Error, TimeSpan Time)
{
    public const int Killed = 128 + 9;

    /// <summary>True where it refused with one line, or one for each of several files, beside warnings.</summary>
    public bool IsRefused(int files = 1) => Exit == 2 && OneLine.Is(Error, files);

    public override string ToString() => $"exit {Exit}: {OneLine.Shortened(Error.Length > 0 ? Error : Output)}";
}

/// <summary>Runs the real program in a process of its own, with a fault or without.</summary>
internal static class FaultyProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs without a fault.</summary>
    /// <param name="folder">A folder for all that the process writes, its cache included.</param>
    /// <param name="arguments">The command line.</param>
    public static Ended Run(string folder, params string[] arguments) => Run(folder, killAfter: null, arguments);

    /// <summary>Runs, and kills it after a time if it still runs.</summary>
    public static Ended Run(string folder, TimeSpan? killAfter, string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(Description(folder, arguments))!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(killAfter ?? Patience))
        {
            process.Kill();
            process.WaitForExit();
            if (killAfter is null) return new(-1, "", $"it ran for more than {Patience.TotalSeconds} seconds", clock.Elapsed);
        }

        return new(process.ExitCode, output.Result, error.Result, clock.Elapsed);
    }

    /// <summary>Runs with a fault, and lists the calls that it counted.</summary>
    public static (Ended Ended, IReadOnlyList<FileCall> Calls) Run(string folder, FaultPlan plan, string[] arguments)
    {
        var path = $"{folder}.socket"; // outside of the folder whose files count
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();
        var start = Description(folder, arguments);
        foreach (var (name, value) in plan.Environ(path)) start.Environment[name] = value;
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        using var patience = new Timer(_ => process.Kill(), null, Patience, Timeout.InfiniteTimeSpan);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var supervisor = new Supervisor(plan, folder);
        supervisor.Watch(process, socket);
        process.WaitForExit();
        File.Delete(path);
        return (new(process.ExitCode, output.Result, error.Result, clock.Elapsed), supervisor.Calls);
    }

    private static ProcessStartInfo Description(string folder, string[] arguments) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, "FerTrain.Cli.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["OMP_NUM_THREADS"] = "1", ["FERTRAIN_CACHE"] = Path.Combine(folder, "cache") },
        };
}
