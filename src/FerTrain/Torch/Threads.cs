using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FerTrain.Core.Errors;
using static TorchSharp.torch;

namespace FerTrain.Torch;

/// <summary>How many threads libtorch computes with, and how they wait for each other.</summary>
internal static partial class Threads
{
    private const int SpinCount = 100_000;

    /// <summary>Uses so many; null uses every core, unless OMP_NUM_THREADS says otherwise.</summary>
    /// <exception cref="UserError">There are not so many cores.</exception>
    public static void Use(int? count)
    {
        if (count < 1 || count > Environment.ProcessorCount)
            throw new UserError($"--threads {count}: accepted: 1 to {Environment.ProcessorCount}, the cores of this machine.");
        // libtorch's own default counts physical cores and finds too few on some virtual machines.
        if (count is not null || Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is null) set_num_threads(count ?? Environment.ProcessorCount);
    }

    /// <summary>
    /// A thread of libgomp that waits for another spins for milliseconds by default. Where another program wants the core,
    /// that is time which the awaited thread does not get: a training beside two busy programs took a hundred times as
    /// long. A tenth of a millisecond bridges the gaps inside a step, and no more.
    /// </summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "libgomp reads its environment when it is loaded, wherever that is.")]
    internal static void LimitSpinning()
    {
        if (OperatingSystem.IsLinux()) _ = setenv("GOMP_SPINCOUNT", SpinCount.ToString(CultureInfo.InvariantCulture), overwrite: 0);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
