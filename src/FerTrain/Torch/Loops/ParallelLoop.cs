using System.Runtime.InteropServices;

namespace FerTrain.Torch.Loops;

/// <summary>Processes a range of blocks. It is a struct, so that the loop is compiled for it, and must not throw.</summary>
internal interface IRangeWork
{
    void Run(long begin, long end);
}

/// <summary>Runs work on libtorch's threads.</summary>
internal static unsafe class ParallelLoop
{
    public static void Run<TWork>(long count, TWork work) where TWork : unmanaged, IRangeWork
    {
        var call = new Call { Run = &Invoke<TWork>, Work = &work };
        StableAbi.For(count, &Enter, &call);
    }

    // A function that native code calls cannot be generic.
    [UnmanagedCallersOnly]
    private static void Enter(long begin, long end, void* context)
    {
        var call = (Call*)context;
        call->Run(call->Work, begin, end);
    }

    private static void Invoke<TWork>(void* work, long begin, long end) where TWork : unmanaged, IRangeWork => ((TWork*)work)->Run(begin, end);

    private struct Call
    {
        public delegate*<void*, long, long, void> Run;
        public void* Work;
    }
}
