using System.Runtime.InteropServices;

namespace ScottPlot.Interop;

/// <summary>The functions of libcairo that the canvas draws with, and the constants of its headers.</summary>
internal static unsafe partial class Cairo
{
    public const int FormatArgb32 = 0;
    public const int FilterNearest = 3;
    public const int FilterBilinear = 4;
    public const int ExtendPad = 3;
    public const int AntialiasGray = 2;
    public const int HintStyleNone = 1;
    public const int HintMetricsOff = 1;
    public const int SvgUnitPixel = 3;
    public const int LineJoinRound = 1;

    private const string Library = "libcairo.so.2";

    /// <summary>Throws where cairo could not do what it was asked, in its own words.</summary>
    public static void Check(int status)
    {
        if (status != 0) throw new InvalidOperationException($"cairo: {Marshal.PtrToStringUTF8(cairo_status_to_string(status))}");
    }

    [LibraryImport(Library)] private static partial nint cairo_status_to_string(int status);
    [LibraryImport(Library)] public static partial SurfaceHandle cairo_image_surface_create(int format, int width, int height);
    [LibraryImport(Library)] public static partial SurfaceHandle cairo_svg_surface_create_for_stream(delegate* unmanaged<nint, byte*, uint, int> write, nint closure, double width, double height);
    [LibraryImport(Library)] public static partial void cairo_svg_surface_set_document_unit(SurfaceHandle surface, int unit);
    [LibraryImport(Library)] public static partial int cairo_surface_status(SurfaceHandle surface);
    [LibraryImport(Library)] public static partial void cairo_surface_flush(SurfaceHandle surface);
    [LibraryImport(Library)] public static partial void cairo_surface_finish(SurfaceHandle surface);
    [LibraryImport(Library)] public static partial void cairo_surface_mark_dirty(SurfaceHandle surface);
    [LibraryImport(Library)] public static partial void cairo_surface_destroy(nint surface);
    [LibraryImport(Library)] public static partial uint* cairo_image_surface_get_data(SurfaceHandle surface);
    [LibraryImport(Library)] public static partial int cairo_surface_write_to_png_stream(SurfaceHandle surface, delegate* unmanaged<nint, byte*, uint, int> write, nint closure);
    [LibraryImport(Library)] public static partial ContextHandle cairo_create(SurfaceHandle surface);
    [LibraryImport(Library)] public static partial void cairo_destroy(nint context);
    [LibraryImport(Library)] public static partial int cairo_status(ContextHandle context);
    [LibraryImport(Library)] public static partial void cairo_save(ContextHandle context);
    [LibraryImport(Library)] public static partial void cairo_restore(ContextHandle context);
    [LibraryImport(Library)] public static partial void cairo_scale(ContextHandle context, double x, double y);
    [LibraryImport(Library)] public static partial void cairo_translate(ContextHandle context, double x, double y);
    [LibraryImport(Library)] public static partial void cairo_rotate(ContextHandle context, double radians);
    [LibraryImport(Library)] public static partial void cairo_clip(ContextHandle context);
    [LibraryImport(Library)] public static partial void cairo_new_path(ContextHandle context);
    [LibraryImport(Library)] public static partial void cairo_move_to(ContextHandle context, double x, double y);
    [LibraryImport(Library)] public static partial void cairo_line_to(ContextHandle context, double x, double y);
    [LibraryImport(Library)] public static partial void cairo_arc(ContextHandle context, double x, double y, double radius, double from, double to);
    [LibraryImport(Library)] public static partial void cairo_rectangle(ContextHandle context, double x, double y, double width, double height);
    [LibraryImport(Library)] public static partial void cairo_fill(ContextHandle context);
    [LibraryImport(Library)] public static partial void cairo_stroke(ContextHandle context);
    [LibraryImport(Library)] public static partial void cairo_set_source_rgba(ContextHandle context, double red, double green, double blue, double alpha);
    [LibraryImport(Library)] public static partial void cairo_set_source(ContextHandle context, PatternHandle pattern);
    [LibraryImport(Library)] public static partial void cairo_set_source_surface(ContextHandle context, SurfaceHandle surface, double x, double y);
    [LibraryImport(Library)] public static partial nint cairo_get_source(ContextHandle context);
    [LibraryImport(Library)] public static partial void cairo_pattern_set_filter(nint pattern, int filter);
    [LibraryImport(Library)] public static partial void cairo_pattern_set_extend(nint pattern, int extend);
    [LibraryImport(Library)] public static partial PatternHandle cairo_pattern_create_linear(double x0, double y0, double x1, double y1);
    [LibraryImport(Library)] public static partial void cairo_pattern_add_color_stop_rgb(PatternHandle pattern, double offset, double red, double green, double blue);
    [LibraryImport(Library)] public static partial void cairo_pattern_destroy(nint pattern);
    [LibraryImport(Library)] public static partial void cairo_set_line_width(ContextHandle context, double width);
    [LibraryImport(Library)] public static partial void cairo_set_line_join(ContextHandle context, int join);
    [LibraryImport(Library)] public static partial void cairo_set_dash(ContextHandle context, double* dashes, int count, double offset);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial void cairo_select_font_face(ContextHandle context, string family, int slant, int weight);
    [LibraryImport(Library)] public static partial void cairo_set_font_size(ContextHandle context, double size);
    [LibraryImport(Library)] public static partial nint cairo_font_options_create();
    [LibraryImport(Library)] public static partial void cairo_font_options_destroy(nint options);
    [LibraryImport(Library)] public static partial void cairo_font_options_set_antialias(nint options, int antialias);
    [LibraryImport(Library)] public static partial void cairo_font_options_set_hint_style(nint options, int style);
    [LibraryImport(Library)] public static partial void cairo_font_options_set_hint_metrics(nint options, int metrics);
    [LibraryImport(Library)] public static partial void cairo_set_font_options(ContextHandle context, nint options);
    [LibraryImport(Library)] public static partial void cairo_font_extents(ContextHandle context, out FontExtents extents);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial void cairo_text_extents(ContextHandle context, string text, out TextExtents extents);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial void cairo_show_text(ContextHandle context, string text);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial void cairo_text_path(ContextHandle context, string text);
}
