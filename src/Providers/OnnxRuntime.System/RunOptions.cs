using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Interop;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>How one run computes.</summary>
public class RunOptions : SafeHandle
{
    public RunOptions() : base(0, ownsHandle: true) => SetHandle(NativeMethods.CreateRunOptions());

    public override bool IsInvalid => handle == 0;

    internal nint Handle => handle;

    protected override bool ReleaseHandle()
    {
        NativeMethods.ReleaseRunOptions(handle);
        return true;
    }
}
