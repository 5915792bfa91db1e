using System.Runtime.InteropServices;

namespace ScottPlot.Interop;

/// <summary>A cairo_pattern_t: what a shape is filled with.</summary>
internal sealed class PatternHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Cairo.cairo_pattern_destroy(handle);
        return true;
    }
}
