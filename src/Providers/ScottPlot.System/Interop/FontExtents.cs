using System.Runtime.InteropServices;

namespace ScottPlot.Interop;

/// <summary>cairo_font_extents_t.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FontExtents
{
    public double Ascent;
    public double Descent;
    public double Height;
    public double MaxXAdvance;
    public double MaxYAdvance;
}
