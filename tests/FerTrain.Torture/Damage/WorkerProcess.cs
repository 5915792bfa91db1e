using System.Diagnostics;
using System.Globalization;

namespace FerTrain.Torture.Damage;

/// <summary>The limits of a trial.</summary>
/// <param name="Time">How much of a processor's time it may take; thirty times that, waiting included.</param>
/// <param name="Megabytes">How much memory the process that does it may hold.</param>
internal sealed record Limits(TimeSpan Time, int Megabytes);

/// <summary>Starts a worker, hands it trials, and notices when it hangs, dies or takes too much memory.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    private const int Waiting = 30; // times the limit: a shared machine may stand still for minutes

    private readonly string _scratch;
    private readonly Limits _limits;
    private readonly Process _process;

    public WorkerProcess(string samples, string scratch, Limits limits)
    {
        (_scratch, _limits) = (scratch, limits);
        Directory.CreateDirectory(scratch);
        string[] words = ["dotnet", typeof(WorkerProcess).Assembly.Location, "worker", samples, Path.Combine(scratch, "bench"), Errors];
        // A shell sends standard error to a file, so that what libraries print there can be charged to a trial.
        _process = System.Diagnostics.Process.Start(new ProcessStartInfo("sh", ["-c", "errors=$1; shift; exec \"$@\" 2>\"$errors\"", "sh", Errors, .. words])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["OMP_NUM_THREADS"] = "1", ["FERTRAIN_CACHE"] = Path.Combine(scratch, "cache"), ["DOTNET_gcServer"] = "0" },
        })!;
        if (Read(Start, out _) is null) throw new InvalidOperationException($"A worker did not start: {Said()}");
    }

    /// <summary>Trials that it was given.</summary>
    public int Given { get; private set; }

    /// <summary>False once it has been ended, or has ended itself.</summary>
    public bool IsAlive => !_process.HasExited;

    private string Errors => Path.Combine(_scratch, "errors.txt");

    /// <summary>Hands it a trial, which it does after those that it has.</summary>
    public void Give(Kind kind, long seed)
    {
        Given++;
        _process.StandardInput.WriteLine(FormattableString.Invariant($"{kind.Name}\t{seed}"));
        _process.StandardInput.Flush();
    }

    /// <summary>Waits for what came of the oldest trial that it has not answered; a worker that has not answered in time has ended.</summary>
    public (Outcome Outcome, string Detail) Answer()
    {
        if (Read(_limits.Time, out var fault) is { } answer && answer.Split('\t', 2) is [var outcome, var detail])
            return (Enum.Parse<Outcome>(outcome), detail);
        Kill();
        return (Outcome.Wrong, fault ?? FormattableString.Invariant($"the process ended with {_process.ExitCode}: {Said()}"));
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
        Directory.Delete(_scratch, recursive: true);
    }

    /// <summary>Waits for an answer; null, with a reason or without, where there is none.</summary>
    private string? Read(TimeSpan patience, out string? fault)
    {
        fault = null;
        var (clock, before) = (Stopwatch.StartNew(), _process.TotalProcessorTime);
        while (true)
        {
            var line = _process.StandardOutput.ReadLineAsync();
            while (!line.Wait(Glance))
            {
                if (_process.TotalProcessorTime - before > patience || clock.Elapsed > Waiting * patience) fault = FormattableString.Invariant($"it took more than {patience.TotalSeconds:0} seconds");
                else if (Megabytes() is var held && held > _limits.Megabytes) fault = FormattableString.Invariant($"it held {held} MB of memory");
                if (fault is not null) return null;
            }

            if (line.Result is null) return null;
            if (line.Result.StartsWith(Worker.Answer, StringComparison.Ordinal)) return line.Result[Worker.Answer.Length..];
        }
    }

    private long Megabytes()
    {
        try
        {
            return long.Parse(File.ReadAllText(FormattableString.Invariant($"/proc/{_process.Id}/statm")).Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize >> 20;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private string Said() => File.Exists(Errors) ? OneLine.Shortened(File.ReadAllText(Errors)) : "";

    private void Kill()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
    }
}
