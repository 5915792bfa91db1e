using ScottPlot.Interop;
using static ScottPlot.Interop.Cairo;

namespace ScottPlot.Rendering;

/// <summary>
/// Draws in the pixels of the figure, which the scale turns into those of the surface. Lines along an axis and
/// rectangles fall on whole pixels of the surface, so they are crisp at any scale.
/// </summary>
internal sealed unsafe class Canvas : IDisposable
{
    private readonly ContextHandle _context;
    private readonly double _scale;
    private readonly bool _sharesGlyphs;

    /// <param name="surface">What is drawn on.</param>
    /// <param name="scale">How many of its pixels one of the figure takes, in each direction.</param>
    /// <param name="sharesGlyphs">Writes the outline of a letter once, as suits a document. Cairo moves such a letter to
    /// a whole pixel, so in pictures, where that shows, each is drawn by itself.</param>
    public Canvas(SurfaceHandle surface, double scale, bool sharesGlyphs)
    {
        (_scale, _sharesGlyphs) = (scale, sharesGlyphs);
        _context = cairo_create(surface);
        cairo_scale(_context, scale, scale);
        var options = cairo_font_options_create();
        cairo_font_options_set_antialias(options, AntialiasGray);
        // Without hinting a text is as long at every scale, so a figure has one layout.
        cairo_font_options_set_hint_style(options, HintStyleNone);
        cairo_font_options_set_hint_metrics(options, HintMetricsOff);
        cairo_set_font_options(_context, options);
        cairo_font_options_destroy(options);
    }

    public void Save() => cairo_save(_context);

    public void Restore() => cairo_restore(_context);

    public void Clip(PixelRect rect)
    {
        Trace(Snapped(rect));
        cairo_clip(_context);
    }

    public void Fill(PixelRect rect, Color color)
    {
        if (color.A == 0) return;
        Trace(Snapped(rect));
        Use(color);
        cairo_fill(_context);
    }

    /// <summary>Fills upwards or to the right with evenly spaced colours.</summary>
    public void FillGradient(PixelRect rect, IReadOnlyList<Color> colors, bool vertical)
    {
        using var pattern = vertical
            ? cairo_pattern_create_linear(0, rect.Bottom, 0, rect.Top)
            : cairo_pattern_create_linear(rect.Left, 0, rect.Right, 0);
        for (var i = 0; i < colors.Count; i++)
        {
            var color = colors[i];
            cairo_pattern_add_color_stop_rgb(pattern, i / (colors.Count - 1.0), color.R / 255.0, color.G / 255.0, color.B / 255.0);
        }
        Trace(Snapped(rect));
        cairo_set_source(_context, pattern);
        cairo_fill(_context);
    }

    public void Stroke(PixelRect rect, LineStyle style)
    {
        if (!style.CanBeRendered) return;
        var width = Apply(style, snapWidth: true);
        var (left, top, right, bottom) =
            (Snap(rect.Left, width), Snap(rect.Top, width), Snap(rect.Right, width), Snap(rect.Bottom, width));
        cairo_rectangle(_context, left, top, right - left, bottom - top);
        cairo_stroke(_context);
    }

    public void Stroke(double x1, double y1, double x2, double y2, LineStyle style)
    {
        if (!style.CanBeRendered) return;
        var (upright, level) = (x1 == x2, y1 == y2);
        var width = Apply(style, snapWidth: upright || level);
        if (upright) x1 = x2 = Snap(x1, width);
        if (level) y1 = y2 = Snap(y1, width);
        cairo_move_to(_context, x1, y1);
        cairo_line_to(_context, x2, y2);
        cairo_stroke(_context);
    }

    /// <summary>A side of a frame: reaches to the outer corners, so that sides meet.</summary>
    public void StrokeEdge(double x1, double y1, double x2, double y2, LineStyle style)
    {
        var width = PenWidth(style);
        if (y1 == y2) (x1, x2) = (Snap(x1, width) - width / 2, Snap(x2, width) + width / 2);
        else (y1, y2) = (Snap(y1, width) - width / 2, Snap(y2, width) + width / 2);
        Stroke(x1, y1, x2, y2, style);
    }

    /// <summary>Joins the points; one that is not finite interrupts the line.</summary>
    public void StrokePath(IEnumerable<(double X, double Y)> points, LineStyle style)
    {
        if (!style.CanBeRendered) return;
        _ = Apply(style, snapWidth: false);
        cairo_set_line_join(_context, LineJoinRound);
        var drawing = false;
        foreach (var (x, y) in points)
        {
            var finite = double.IsFinite(x) && double.IsFinite(y);
            if (finite && drawing) cairo_line_to(_context, x, y);
            else if (finite) cairo_move_to(_context, x, y);
            drawing = finite;
        }
        cairo_stroke(_context);
    }

    public void FillCircle(double x, double y, double radius, Color color)
    {
        if (color.A == 0) return;
        TraceCircle(x, y, radius);
        Use(color);
        cairo_fill(_context);
    }

    public void StrokeCircle(double x, double y, double radius, LineStyle style)
    {
        if (!style.CanBeRendered) return;
        _ = Apply(style, snapWidth: false);
        TraceCircle(x, y, radius);
        cairo_stroke(_context);
    }

    public void Draw(Image image, PixelRect rect, bool smooth)
    {
        rect = Snapped(rect);
        if (rect.Width <= 0 || rect.Height <= 0) return;
        using var surface = image.ToSurface();
        Save();
        Trace(rect);
        cairo_clip(_context);
        cairo_translate(_context, rect.Left, rect.Top);
        cairo_scale(_context, rect.Width / image.Width, rect.Height / image.Height);
        cairo_set_source_surface(_context, surface.Handle, 0, 0);
        var pattern = cairo_get_source(_context);
        cairo_pattern_set_filter(pattern, smooth ? FilterBilinear : FilterNearest);
        cairo_pattern_set_extend(pattern, ExtendPad);
        cairo_rectangle(_context, 0, 0, image.Width, image.Height);
        cairo_fill(_context);
        Restore();
    }

    public TextBlock Measure(LabelStyle style, string text)
    {
        if (string.IsNullOrEmpty(text)) return TextBlock.Empty;
        UseFont(style);
        cairo_font_extents(_context, out var font);
        var lines = text.Split('\n');
        return new(lines, Array.ConvertAll(lines, WidthOf), font.Ascent, font.Ascent + font.Descent);
    }

    /// <summary>Where the text of a label anchored at a point lies.</summary>
    public PixelRect Bounds(LabelStyle style, string text, double x, double y) =>
        Measure(style, text).Around(style.Alignment).Turned(style.Rotation).Offset(x, y);

    public void Draw(LabelStyle style, string text, double x, double y)
    {
        if (!style.IsVisible || string.IsNullOrEmpty(text)) return;
        var block = Measure(style, text);
        var box = block.Around(style.Alignment);
        Save();
        cairo_translate(_context, x, y);
        cairo_rotate(_context, style.Rotation * Math.PI / 180);
        Use(style.ForeColor);
        for (var i = 0; i < block.Lines.Length; i++)
        {
            var left = box.Left + (block.Width - block.Widths[i]) * style.Alignment.FractionFromLeft();
            cairo_move_to(_context, left, box.Top + block.Ascent + i * block.LineHeight);
            if (_sharesGlyphs) cairo_show_text(_context, block.Lines[i]);
            else cairo_text_path(_context, block.Lines[i]);
            cairo_fill(_context);
        }
        Restore();
    }

    /// <summary>The nearest edge between pixels of the surface.</summary>
    public double Snap(double position) => Math.Floor(position * _scale + 0.5) / _scale;

    public PixelRect Snapped(PixelRect rect) => new(Snap(rect.Left), Snap(rect.Top), Snap(rect.Right), Snap(rect.Bottom));

    public void Dispose()
    {
        using (_context) Check(cairo_status(_context));
    }

    // An odd width has its middle in the middle of a pixel, an even one between two.
    private double Snap(double position, double width)
    {
        var half = (int)Math.Round(width * _scale) % 2 / 2.0;
        return (Math.Floor(position * _scale - half + 0.5) + half) / _scale;
    }

    private double PenWidth(LineStyle style) => Math.Max(1, Math.Round(style.Width * _scale)) / _scale;

    private double Apply(LineStyle style, bool snapWidth)
    {
        var width = snapWidth ? PenWidth(style) : style.Width;
        Use(style.Color);
        cairo_set_line_width(_context, width);
        cairo_set_line_join(_context, 0);
        var dashes = style.Pattern.Dashes();
        fixed (double* first = dashes) cairo_set_dash(_context, first, dashes.Length, 0);
        return width;
    }

    private void Trace(PixelRect rect)
    {
        cairo_new_path(_context);
        cairo_rectangle(_context, rect.Left, rect.Top, rect.Width, rect.Height);
    }

    private void TraceCircle(double x, double y, double radius)
    {
        cairo_new_path(_context);
        cairo_arc(_context, x, y, radius, 0, 2 * Math.PI);
    }

    private void Use(Color color) => cairo_set_source_rgba(_context, color.R / 255.0, color.G / 255.0, color.B / 255.0, color.A / 255.0);

    private void UseFont(LabelStyle style)
    {
        cairo_select_font_face(_context, style.FontName, 0, style.Bold ? 1 : 0);
        cairo_set_font_size(_context, style.FontSize);
    }

    private double WidthOf(string line)
    {
        cairo_text_extents(_context, line, out var extents);
        return extents.XAdvance;
    }
}
