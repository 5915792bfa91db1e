using System.Globalization;
using System.Xml.Linq;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using ScottPlot;
using SkiaSharp;

namespace FerTrain.Figures;

/// <summary>A picture of boxes, lines and texts on white, which becomes SVG or PNG.</summary>
/// <param name="width">In pixels.</param>
/// <param name="height">In pixels.</param>
/// <param name="description">Tells those who do not see it what it shows.</param>
/// <param name="marks">Later ones lie above earlier ones.</param>
internal sealed class Drawing(float width, float height, string description, IReadOnlyList<Mark> marks)
{
    public static XNamespace Namespace { get; } = "http://www.w3.org/2000/svg";

    public float Width => width;

    public float Height => height;

    public XElement ToSvg() => new(Namespace + "svg",
        new XAttribute("viewBox", $"0 0 {Mark.Number(width)} {Mark.Number(height)}"), new XAttribute("width", Mark.Number(width)),
        new XAttribute("role", "img"), new XAttribute("aria-label", description), new XAttribute("font-family", Svg.Fonts),
        new RectangleMark(SKRect.Create(width, height), Colors.White, null).ToSvg(), marks.Select(mark => mark.ToSvg()));

    public byte[] ToPng()
    {
        using var surface = Png.NewSurface((int)(Figure.PixelRatio * width), (int)(Figure.PixelRatio * height));
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale(Figure.PixelRatio);
        foreach (var mark in marks)
            mark.Draw(surface.Canvas);
        return Png.Encode(surface);
    }

    /// <summary>Writes a file of the format that its name ends in.</summary>
    /// <exception cref="UserError">The name ends in neither .svg nor .png, or the file cannot be written.</exception>
    public void Save(string path)
    {
        RequireFormat(path);
        if (IsPng(path)) AtomicFile.Write(path, stream => stream.Write(ToPng()));
        else AtomicFile.WriteText(path, $"{ToSvg()}\n");
    }

    /// <exception cref="UserError">The name ends in neither .svg nor .png.</exception>
    public static void RequireFormat(string path)
    {
        if (!IsPng(path) && !path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
            throw new UserError($"{path}: expected a name that ends in .svg or .png.");
    }

    private static bool IsPng(string path) => path.EndsWith(".png", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Something on a <see cref="Drawing"/>.</summary>
internal abstract record Mark
{
    public abstract XElement ToSvg();

    public abstract void Draw(SKCanvas canvas);

    internal static string Number(float value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    protected static XElement Element(string name, params object?[] content) => new(Drawing.Namespace + name, content);

    protected static XAttribute Attribute(string name, float value) => new(name, Number(value));

    protected static SKColor Skia(Color color) => new(color.R, color.G, color.B);
}

/// <summary>Marks under a title, which a browser shows where the pointer rests.</summary>
internal sealed record GroupMark(string Title, IReadOnlyList<Mark> Marks) : Mark
{
    public override XElement ToSvg() => Element("g", Element("title", Title), Marks.Select(mark => mark.ToSvg()));

    public override void Draw(SKCanvas canvas)
    {
        foreach (var mark in Marks)
            mark.Draw(canvas);
    }
}

/// <param name="Area">Its outline lies half inside.</param>
/// <param name="Fill">The color of the area.</param>
/// <param name="Line">The color of the outline, which goes with round corners.</param>
internal sealed record RectangleMark(SKRect Area, Color Fill, Color? Line) : Mark
{
    private const float Corner = 3;

    public override XElement ToSvg() => Element("rect",
        Attribute("x", Area.Left), Attribute("y", Area.Top), Attribute("width", Area.Width), Attribute("height", Area.Height),
        new XAttribute("fill", Fill.ToHex()), Line is { } line ? new object[] { Attribute("rx", Corner), new XAttribute("stroke", line.ToHex()) } : null);

    public override void Draw(SKCanvas canvas)
    {
        using var paint = new SKPaint { Color = Skia(Fill), IsAntialias = true };
        var corner = Line is null ? 0 : Corner;
        canvas.DrawRoundRect(Area, corner, corner, paint);
        if (Line is not { } line) return;
        (paint.Style, paint.Color, paint.StrokeWidth) = (SKPaintStyle.Stroke, Skia(line), 1);
        canvas.DrawRoundRect(Area, corner, corner, paint);
    }
}

/// <param name="X">Left end of the text.</param>
/// <param name="Y">Its base line.</param>
internal sealed record TextMark(float X, float Y, string Text, float Size, Color Color) : Mark
{
    public bool IsBold { get; init; }

    /// <summary>Whether X is the right end.</summary>
    public bool IsRight { get; init; }

    public override XElement ToSvg() => Element("text",
        Attribute("x", X), Attribute("y", Y), Attribute("font-size", Size), IsBold ? new XAttribute("font-weight", "bold") : null,
        IsRight ? new XAttribute("text-anchor", "end") : null, new XAttribute("fill", Color.ToHex()), Text);

    public override void Draw(SKCanvas canvas)
    {
        using var typeface = ShippedFont.Read(IsBold);
        using var font = new SKFont(typeface, Size) { Subpixel = true, Hinting = SKFontHinting.None };
        using var paint = new SKPaint { Color = Skia(Color), IsAntialias = true };
        canvas.DrawText(Text, X, Y, IsRight ? SKTextAlign.Right : SKTextAlign.Left, font, paint);
    }
}

/// <summary>A line that ends in an arrow.</summary>
internal sealed record LineMark(IReadOnlyList<SKPoint> Points) : Mark
{
    private const float Head = 5;

    private static readonly Color Ink = Color.FromHex("#5B6470");

    public override XElement ToSvg() => Element("path",
        new XAttribute("d", $"M{string.Join(" L", Points.Select(Text))} {string.Join(" ", Arrow().Select((point, i) => (i == 0 ? "M" : "L") + Text(point)))}"),
        new XAttribute("fill", "none"), new XAttribute("stroke", Ink.ToHex()), Attribute("stroke-width", 1.4f), new XAttribute("stroke-linejoin", "round"));

    public override void Draw(SKCanvas canvas)
    {
        using var path = new SKPath();
        path.AddPoly([.. Points], close: false);
        path.AddPoly(Arrow(), close: false);
        using var paint = new SKPaint { Style = SKPaintStyle.Stroke, Color = Skia(Ink), StrokeWidth = 1.4f, StrokeJoin = SKStrokeJoin.Round, IsAntialias = true };
        canvas.DrawPath(path, paint);
    }

    private SKPoint[] Arrow()
    {
        var (end, way) = (Points[^1], Points[^1] - Points[^2]);
        var unit = new SKPoint(way.X / way.Length, way.Y / way.Length);
        var across = new SKPoint(-unit.Y, unit.X);
        SKPoint Back(float side) => new(end.X - Head * unit.X + side * Head * 0.7f * across.X, end.Y - Head * unit.Y + side * Head * 0.7f * across.Y);
        return [Back(1), end, Back(-1)];
    }

    private static string Text(SKPoint point) => $"{Number(point.X)},{Number(point.Y)}";
}

/// <summary>The point where a line branches off another.</summary>
internal sealed record DotMark(float X, float Y) : Mark
{
    private const float Radius = 2.6f;

    private static readonly Color Ink = Color.FromHex("#5B6470");

    public override XElement ToSvg() => Element("circle", Attribute("cx", X), Attribute("cy", Y), Attribute("r", Radius), new XAttribute("fill", Ink.ToHex()));

    public override void Draw(SKCanvas canvas)
    {
        using var paint = new SKPaint { Color = Skia(Ink), IsAntialias = true };
        canvas.DrawCircle(X, Y, Radius, paint);
    }
}
