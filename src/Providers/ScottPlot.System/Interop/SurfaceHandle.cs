using System.Runtime.InteropServices;

namespace ScottPlot.Interop;

/// <summary>A cairo_surface_t: pixels, or an SVG document in the making.</summary>
internal sealed class SurfaceHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Cairo.cairo_surface_destroy(handle);
        return true;
    }
}
