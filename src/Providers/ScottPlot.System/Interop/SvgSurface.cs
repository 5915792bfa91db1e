using System.Text;

namespace ScottPlot.Interop;

/// <summary>Cairo's SVG document, one user unit a pixel.</summary>
internal sealed unsafe class SvgSurface : IDisposable
{
    private readonly ByteSink _sink = new();

    public SvgSurface(int width, int height)
    {
        Handle = Cairo.cairo_svg_surface_create_for_stream(ByteSink.Write, _sink.Closure, width, height);
        Cairo.Check(Cairo.cairo_surface_status(Handle));
        Cairo.cairo_svg_surface_set_document_unit(Handle, Cairo.SvgUnitPixel);
    }

    public SurfaceHandle Handle { get; }

    /// <summary>Ends the document; nothing can be drawn afterwards.</summary>
    public string Finish()
    {
        Cairo.cairo_surface_finish(Handle);
        Cairo.Check(Cairo.cairo_surface_status(Handle));
        return Encoding.UTF8.GetString(_sink.ToArray());
    }

    public void Dispose()
    {
        Handle.Dispose();
        _sink.Dispose();
    }
}
