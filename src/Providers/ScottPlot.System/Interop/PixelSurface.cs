namespace ScottPlot.Interop;

/// <summary>Cairo's picture in memory: premultiplied 0xAARRGGBB, rows without gaps.</summary>
internal sealed unsafe class PixelSurface : IDisposable
{
    private readonly int _pixels;

    public PixelSurface(int width, int height)
    {
        _pixels = width * height;
        Handle = Cairo.cairo_image_surface_create(Cairo.FormatArgb32, width, height);
        Cairo.Check(Cairo.cairo_surface_status(Handle));
    }

    public PixelSurface(int width, int height, ReadOnlySpan<uint> pixels) : this(width, height)
    {
        pixels.CopyTo(new Span<uint>(Cairo.cairo_image_surface_get_data(Handle), _pixels));
        Cairo.cairo_surface_mark_dirty(Handle);
    }

    public SurfaceHandle Handle { get; }

    public uint[] ToArray()
    {
        Cairo.cairo_surface_flush(Handle);
        return new ReadOnlySpan<uint>(Cairo.cairo_image_surface_get_data(Handle), _pixels).ToArray();
    }

    public byte[] ToPng()
    {
        using var sink = new ByteSink();
        Cairo.Check(Cairo.cairo_surface_write_to_png_stream(Handle, ByteSink.Write, sink.Closure));
        return sink.ToArray();
    }

    public void Dispose() => Handle.Dispose();
}
