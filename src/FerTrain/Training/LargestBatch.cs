using System.Diagnostics;
using System.Globalization;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>
/// The largest batch that a training step fits into the memory: tried on a GPU; on a CPU, which would rather kill the process
/// than say no, computed from what a face takes and what is free.
/// </summary>
/// <param name="Faces">The size of the batch.</param>
/// <param name="BytesPerFace">What a face takes; null where it was tried.</param>
/// <param name="FreeBytes">What was free before; null where it was tried.</param>
/// <param name="IsAll">Whether all training faces fit, so that a larger batch is none.</param>
internal sealed record LargestBatch(int Faces, long? BytesPerFace, long? FreeBytes, bool IsAll)
{
    private const int First = 8, Step = 8, Updates = 2;
    private const double Used = 0.9, Tried = 0.2; // of what is free
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(8);

    /// <exception cref="UserError">The model is not trained in steps, or not even the smallest batch fits.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static LargestBatch Find(RunConfig config, PreparedData data, Device device, CancellationToken cancel)
    {
        var all = data.Split.NonEmptyRows(SplitName.Train).Length * config.Augment.Repeats;
        return device.type == DeviceType.CPU ? Computed(config, data, device, all, cancel) : ByTrial(config, data, device, all, cancel);
    }

    /// <summary>Doubles the batch until it does not fit, and then halves the distance.</summary>
    private static LargestBatch ByTrial(RunConfig config, PreparedData data, Device device, int all, CancellationToken cancel)
    {
        var fits = Math.Min(First, all);
        Train(config, data, device, fits, cancel);
        int? fails = null;
        while (fits < all && (fails is null || fails - fits >= 2 * Step))
        {
            var next = fails is null ? Math.Min(2 * fits, all) : (fits + fails.Value) / 2 / Step * Step;
            try
            {
                Train(config, data, device, next, cancel);
                fits = next;
            }
            catch (UserError error) when (error.InnerException is { } inner && OutOfMemory.Is(inner))
            {
                fails = next;
            }
        }

        return new(fits, null, null, fits == all);
    }

    /// <summary>Doubles the batch while that is quick and takes a small part of what is free; the growth of the last doubling is what a face takes.</summary>
    private static LargestBatch Computed(RunConfig config, PreparedData data, Device device, int all, CancellationToken cancel)
    {
        ForgetPeak();
        var free = FreeMemory();
        var watch = Stopwatch.StartNew();
        var size = Math.Min(First, all);
        Train(config, data, device, size, cancel);
        var before = PeakMemory();
        double perFace;
        do
        {
            var next = Math.Min(2 * size, all);
            Train(config, data, device, next, cancel);
            var after = PeakMemory();
            perFace = next == size ? 0 : (double)(after - before) / (next - size);
            (size, before) = (next, after);
        }
        while (size < all && watch.Elapsed < LongEnough && 2 * size * perFace < Tried * free);
        var largest = perFace > 0 ? (long)(Used * free / perFace) / Step * Step : size; // the peak was higher before, or all fit
        return new((int)Math.Clamp(largest, Math.Min(First, all), all), (long)perFace, free, largest >= all);
    }

    private static void Train(RunConfig config, PreparedData data, Device device, int batch, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var few = data with { Split = data.Split with { Train = [.. data.Split.Train.Take(Updates * batch)] } }; // an epoch of all takes longer to prepare
        var alike = config with
        {
            Data = config.Data with { Balance = BalanceMethod.None }, // which the few may be without a class for, and no step takes memory for
            Train = config.Train with { BatchSize = batch, AccumulationSteps = 1 },
        };
        using var steps = new SingleSteps(alike, few, device);
        for (var i = 0; i < Updates; i++) _ = steps.Step(config.Optimizer.Lr); // the second has the optimizer's state beside it
    }

    /// <summary>Lets the peak begin anew: that of reading the data may hide what the first batches take.</summary>
    private static void ForgetPeak()
    {
        try
        {
            if (OperatingSystem.IsLinux()) File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Not every container allows it.
        }
    }

    private static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    /// <summary>What the system would still give to this process, which may be limited to a part of the machine.</summary>
    private static long FreeMemory()
    {
        using var process = Process.GetCurrentProcess();
        var allowed = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - process.WorkingSet64;
        const string table = "/proc/meminfo", row = "MemAvailable:";
        if (!OperatingSystem.IsLinux() || !File.Exists(table)) return allowed;
        var line = File.ReadLines(table).First(line => line.StartsWith(row, StringComparison.Ordinal));
        return Math.Min(allowed, 1024 * long.Parse(line[row.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
    }
}
