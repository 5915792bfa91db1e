using System.Runtime.InteropServices;

namespace FerTrain.Torch;

/// <summary>
/// Makes processors treat numbers below 1.2e-38 as zero. Computing with them exactly takes many times as long, and weights get
/// that small: an L2 penalty shrinks the filters that have died until a training step takes six times as long.
/// </summary>
internal static unsafe class DenormalNumbers
{
    // A setting of each thread, in at::Context.
    private static readonly delegate* unmanaged<byte, byte> SetFlush =
        NativeExports.TryFind(out var address, "_ZN2at7Context16setFlushDenormalEb", "?setFlushDenormal@Context@at@@SA_N_N@Z") ? (delegate* unmanaged<byte, byte>)address : null;

    /// <summary>Sets this thread and libtorch's threads that compute for it; it takes microseconds, so call it wherever a computation begins.</summary>
    public static void Flush()
    {
        if (SetFlush == null) return;
        _ = SetFlush(1);
        if (StableAbi.IsAvailable) StableAbi.For(TorchSharp.torch.get_num_threads(), &FlushThread, null);
    }

    [UnmanagedCallersOnly]
    private static void FlushThread(long begin, long end, void* context) => SetFlush(1);
}
