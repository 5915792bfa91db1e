using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FerTrain.Core.Errors;
using static TorchSharp.torch;

namespace FerTrain.Torch;

/// <summary>Sets the number of libtorch's threads, and how they wait for each other.</summary>
internal static partial class Threads
{
    private const int SpinCount = 100_000;

    private const string Variable = "OMP_NUM_THREADS";

    /// <summary>The threads of a program that names no number: one for each core, unless OMP_NUM_THREADS asks for fewer.</summary>
    public static int Usual =>
        int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
            ? Math.Clamp(asked, 1, Environment.ProcessorCount)
            : Environment.ProcessorCount;

    /// <summary>Uses this many threads; null uses one for each core, unless OMP_NUM_THREADS is set.</summary>
    /// <exception cref="UserError">The machine does not have so many cores.</exception>
    public static void Use(int? count)
    {
        if (count < 1 || count > Environment.ProcessorCount)
            throw new UserError($"--threads is {count}. Expected: 1 to {Environment.ProcessorCount}, the cores of this machine.");
        // libtorch's own default counts physical cores and finds too few on some virtual machines.
        if (count is not null || Environment.GetEnvironmentVariable(Variable) is null) set_num_threads(count ?? Environment.ProcessorCount);
    }

    /// <summary>
    /// Limits spinning: by default a waiting thread of libgomp spins for milliseconds. If another program needs the core, the
    /// awaited thread loses that time; training beside two busy programs took a hundred times as long. A tenth of a millisecond
    /// is enough for the gaps inside a step.
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
