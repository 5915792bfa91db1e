using System.Diagnostics;
using System.Globalization;
using FerTrain.Core;
using FerTrain.Core.Errors;
using FerTrain.Core.Sweeps;
using FerTrain.Torch;
using FerTrain.Training;
using TorchSharp;

namespace FerTrain.Sweeps;

/// <summary>How a sweep runs on this machine.</summary>
internal sealed record SweepOptions
{
    /// <summary>The command that starts this program, which trains the trials in processes of its own.</summary>
    public required IReadOnlyList<string> Program { get; init; }

    /// <summary>auto, cpu, gpu, cuda:N or mps; without a number the jobs take the GPUs in turn.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>The threads that all jobs share; null takes one a core.</summary>
    public int? Threads { get; init; }

    /// <summary>How many trials train side by side.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>The time after which trials are saved and stopped; null for none.</summary>
    public TimeSpan? Budget { get; init; }
}

/// <summary>A trial whose state changed.</summary>
/// <param name="Trial">What its files say.</param>
/// <param name="State">Its state.</param>
/// <param name="Score">Its validation accuracy so far; null before its first epoch.</param>
internal sealed record TrialChange(TrialProgress Trial, TrialState State, double? Score);

/// <summary>Runs a sweep: starts processes that train its trials, tells what becomes of them, and stops when nothing is left or the budget is spent.</summary>
internal sealed class SweepSession(Sweep sweep, SweepOptions options, IProgress<TrialChange> changes)
{
    private const int Interrupted = 130; // the exit code of a process that saved its trial and stopped

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.25);

    private readonly Dictionary<int, TrialState> _told = [];
    private readonly List<(int Job, WorkerProcess Process)> _workers = [];

    /// <summary>Whether the budget ended it.</summary>
    public bool IsSpent { get; private set; }

    /// <exception cref="OperationCanceledException">It was cancelled; all trials are saved.</exception>
    /// <exception cref="UserError">The trials cannot be trained, or the folder cannot be written.</exception>
    public void Run(CancellationToken cancel)
    {
        var devices = DevicesOfJobs(options);
        var watch = Stopwatch.StartNew();
        try
        {
            foreach (var trial in sweep.Progress().Trials) _told[trial.Trial.Number] = TrialState.Waiting;
            for (var job = 0; job < options.Jobs; job++) Start(job, devices[job]);
            while (_workers.Count > 0)
            {
                cancel.WaitHandle.WaitOne(Interval);
                Tell();
                if (cancel.IsCancellationRequested || IsSpent) StopAll();
                else if (watch.Elapsed > options.Budget) IsSpent = true;
                foreach (var worker in _workers.Where(worker => worker.Process.HasEnded).ToArray()) Ended(worker, devices, isStopped: cancel.IsCancellationRequested || IsSpent);
            }

            Tell();
        }
        finally
        {
            StopAll(); // also where this fails: nothing must train on unseen
        }

        cancel.ThrowIfCancellationRequested();
    }

    private void Start(int job, string device) => _workers.Add((job, WorkerProcess.Start(options.Program,
        "sweep", "work", sweep.Root, "--attached", "--device", device, "--threads", ThreadsOfJob.ToString(CultureInfo.InvariantCulture))));

    private int ThreadsOfJob => Math.Max(1, (options.Threads ?? Threads.Usual) / options.Jobs);

    /// <summary>Takes note of a process that has ended: what it was training when it crashed has failed; another takes its place, also where it was interrupted.</summary>
    private void Ended((int Job, WorkerProcess Process) worker, string[] devices, bool isStopped)
    {
        _workers.Remove(worker);
        using var process = worker.Process;
        process.WaitForExit();
        if (process.ExitCode == 0 || isStopped) return;
        if (process.ExitCode != Interrupted) Blame(process);
        Start(worker.Job, devices[worker.Job]);
    }

    /// <summary>Records that the trial of a process has failed.</summary>
    private void Blame(WorkerProcess process)
    {
        var fault = $"its process ended with exit code {process.ExitCode}{(process.Fault is { } said ? $": {said}" : "")}";
        var left = sweep.TakeLeftBy(process.Id) ?? throw new UserError($"The trials cannot be trained: {fault}");
        using var claim = sweep.TryClaim(left);
        if (claim is not null && sweep.Progress().NeedsTraining(left)) sweep.Fail(left, fault); // else another job goes on with it, or has ended it
    }

    private void StopAll()
    {
        foreach (var (_, process) in _workers) process.Stop();
        foreach (var (_, process) in _workers) process.WaitForExit();
    }

    private void Tell()
    {
        var progress = sweep.Progress();
        foreach (var trial in progress.Trials)
        {
            var now = progress.StateOf(trial);
            if (_told[trial.Trial.Number] == now) continue;
            _told[trial.Trial.Number] = now;
            changes.Report(new(trial, now, progress.ScoreSoFar(trial)));
        }
    }

    /// <summary>Gives each job a device: the GPUs in turn, where none is named.</summary>
    /// <exception cref="UserError">There is no such device, or more jobs than threads.</exception>
    public static string[] DevicesOfJobs(SweepOptions options)
    {
        var threads = options.Threads ?? Threads.Usual;
        if (threads < 1 || threads > Environment.ProcessorCount)
            throw new UserError($"--threads is {threads}. Expected: 1 to {Environment.ProcessorCount}, the cores of this machine.");
        if (options.Jobs < 1) throw new UserError($"--jobs is {options.Jobs}. Expected: 1 or more.");
        var device = Devices.Find(options.Device);
        var isNumbered = options.Device.Contains(':', StringComparison.Ordinal);
        if (device.type != DeviceType.CUDA && options.Jobs > threads)
            throw new UserError($"--jobs is {options.Jobs} with {Counted.Of(threads, "thread")}. Expected: at most one job a thread.");
        var gpus = device.type == DeviceType.CUDA && !isNumbered ? torch.cuda.device_count() : 0;
        return [.. Enumerable.Range(0, options.Jobs).Select(job => gpus > 0 ? $"cuda:{job % gpus}" : options.Device)];
    }
}
