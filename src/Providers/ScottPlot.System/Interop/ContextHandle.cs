using System.Runtime.InteropServices;

namespace ScottPlot.Interop;

/// <summary>A cairo_t: the state of drawing onto one surface.</summary>
internal sealed class ContextHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Cairo.cairo_destroy(handle);
        return true;
    }
}
