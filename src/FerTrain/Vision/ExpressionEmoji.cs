using OpenCvSharp;
using SkiaSharp;

namespace FerTrain.Vision;

/// <summary>A drawn face with an expression, for pasting onto images: no font and no picture file is needed.</summary>
internal sealed class ExpressionEmoji
{
    private const int Side = 256;

    private static readonly SKColor Ink = new(0x4A, 0x33, 0x1E), Yellow = new(0xFF, 0xC8, 0x3D), Light = new(0xFF, 0xE6, 0x86);
    private static readonly SKColor White = SKColors.White, Tongue = new(0xEE, 0x66, 0x77), Water = new(0x55, 0xAA, 0xEE);

    private static readonly Dictionary<string, Action<SKCanvas>> Expressions = new()
    {
        ["angry"] = Angry,
        ["disgust"] = Disgust,
        ["fear"] = Fear,
        ["happy"] = Happy,
        ["sad"] = Sad,
        ["surprise"] = Surprise,
        ["neutral"] = Neutral,
        ["contempt"] = Contempt,
    };

    private readonly Mat _color, _background;

    private ExpressionEmoji(SKBitmap bitmap)
    {
        using var pixels = Mat.FromPixelData(Side, Side, MatType.CV_8UC4, bitmap.GetPixels());
        using var transparency = new Mat();
        (_color, _background) = (new Mat(), new Mat());
        Cv2.CvtColor(pixels, _color, ColorConversionCodes.BGRA2BGR);
        Cv2.ExtractChannel(pixels, transparency, 3);
        Cv2.BitwiseNot(transparency, transparency);
        Cv2.CvtColor(transparency, _background, ColorConversionCodes.GRAY2BGR);
    }

    /// <summary>Draws the face of a class; null for a class that has none.</summary>
    public static ExpressionEmoji? Of(string className)
    {
        if (!Expressions.TryGetValue(className, out var draw)) return null;
        using var bitmap = Draw(draw);
        return new(bitmap);
    }

    /// <summary>Pastes the face onto a square of an image of 8 bits and three channels (BGR).</summary>
    public void Paste(Mat image, Rect area)
    {
        using var target = new Mat(image, area);
        using var color = new Mat();
        using var background = new Mat();
        Cv2.Resize(_color, color, area.Size, interpolation: InterpolationFlags.Area);
        Cv2.Resize(_background, background, area.Size, interpolation: InterpolationFlags.Area);
        Cv2.Multiply(target, background, target, 1.0 / byte.MaxValue);
        Cv2.Add(target, color, target);
    }

    /// <summary>Draws on a canvas whose sides are 100.</summary>
    private static SKBitmap Draw(Action<SKCanvas> draw)
    {
        var bitmap = new SKBitmap(new SKImageInfo(Side, Side, SKColorType.Bgra8888, SKAlphaType.Premul));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Transparent);
        canvas.Scale(Side / 100f);
        draw(canvas);
        return bitmap;
    }

    private static void Happy(SKCanvas canvas)
    {
        Head(canvas, Light, Yellow);
        Line(canvas, "M24,43 Q32,31 40,43 M60,43 Q68,31 76,43", 5);
        Fill(canvas, "M23,56 Q50,59 77,56 Q74,84 50,84 Q26,84 23,56 Z", Ink);
        Fill(canvas, "M27,57.5 Q50,60.5 73,57.5 L71.5,64 Q50,67 28.5,64 Z", White);
        Fill(canvas, "M36,79 Q50,66 64,79 Q58,83 50,83 Q42,83 36,79 Z", Tongue);
    }

    private static void Neutral(SKCanvas canvas)
    {
        Head(canvas, Light, Yellow);
        Eyes(canvas, y: 42, width: 5.5f, height: 7.5f);
        Line(canvas, "M33,68 L67,68", 5);
    }

    private static void Sad(SKCanvas canvas)
    {
        Head(canvas, Light, Yellow);
        Line(canvas, "M20,36 Q28,30 38,27 M80,36 Q72,30 62,27", 4.5f);
        Eyes(canvas, y: 47, width: 5.5f, height: 7.5f);
        Line(canvas, "M34,76 Q50,60 66,76", 5);
        Fill(canvas, "M74,56 Q83,69 74,73 Q65,69 74,56 Z", Water);
    }

    private static void Angry(SKCanvas canvas)
    {
        Head(canvas, new(0xFF, 0x9A, 0x76), new(0xE8, 0x4A, 0x3C));
        Eyes(canvas, y: 48, width: 5.5f, height: 7);
        Line(canvas, "M19,30 L42,42 M81,30 L58,42", 6);
        Line(canvas, "M33,75 Q50,61 67,75", 5);
    }

    private static void Surprise(SKCanvas canvas)
    {
        Head(canvas, Light, Yellow);
        Line(canvas, "M22,27 Q31,18 40,24 M78,27 Q69,18 60,24", 4.5f);
        Eyes(canvas, y: 43, width: 6, height: 8.5f);
        Ellipse(canvas, 50, 73, 11.5f, 14.5f, Ink);
    }

    private static void Fear(SKCanvas canvas)
    {
        Head(canvas, new(0x8F, 0xBF, 0xF0), Yellow, isUpright: true);
        Line(canvas, "M18,33 Q26,24 38,22 M82,33 Q74,24 62,22", 4.5f);
        foreach (var x in new[] { 32f, 68f })
        {
            Ellipse(canvas, x, 45, 10.5f, 12, White);
            Ellipse(canvas, x, 46, 3.6f, 4.6f, Ink);
        }

        Fill(canvas, "M28,80 Q30,66 50,66 Q70,66 72,80 Q66,75 61,79 Q55,83 50,79 Q45,75 39,79 Q34,83 28,80 Z", Ink);
    }

    private static void Disgust(SKCanvas canvas)
    {
        Head(canvas, new(0xD6, 0xEA, 0x8C), new(0x86, 0xB9, 0x3F));
        Line(canvas, "M21,37 Q31,42 40,36 M79,33 Q69,40 60,36", 4.5f);
        Line(canvas, "M23,47 Q31,52 40,48 M77,47 Q69,52 60,48", 5);
        Line(canvas, "M46,57 Q50,54 54,57", 3.5f);
        Fill(canvas, "M52,71 L70,69 Q73,88 63,88 Q53,88 52,71 Z", Tongue);
        Line(canvas, "M27,73 Q34,64 42,70 Q50,76 58,69 Q66,64 73,69", 5);
    }

    private static void Contempt(SKCanvas canvas)
    {
        Head(canvas, Light, Yellow);
        Line(canvas, "M22,38 L41,38 M59,34 Q69,28 79,34", 4.5f);
        Eyes(canvas, y: 47, width: 5.5f, height: 5.5f);
        Line(canvas, "M35,71 Q56,74 70,60", 5);
    }

    private static void Head(SKCanvas canvas, SKColor light, SKColor dark, bool isUpright = false)
    {
        using var shader = isUpright
            ? SKShader.CreateLinearGradient(new(50, 4), new(50, 62), [light, dark], SKShaderTileMode.Clamp)
            : SKShader.CreateRadialGradient(new(38, 30), 66, [light, dark], SKShaderTileMode.Clamp);
        using var paint = new SKPaint { IsAntialias = true, Shader = shader };
        canvas.DrawCircle(50, 50, 46, paint);
        using var rim = new SKPaint { IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = 2.5f, Color = Ink.WithAlpha(150) };
        canvas.DrawCircle(50, 50, 46, rim);
    }

    private static void Eyes(SKCanvas canvas, float y, float width, float height)
    {
        Ellipse(canvas, 33, y, width, height, Ink);
        Ellipse(canvas, 67, y, width, height, Ink);
    }

    private static void Ellipse(SKCanvas canvas, float x, float y, float width, float height, SKColor color)
    {
        using var paint = new SKPaint { IsAntialias = true, Color = color };
        canvas.DrawOval(x, y, width, height, paint);
    }

    private static void Line(SKCanvas canvas, string path, float width)
    {
        using var line = SKPath.ParseSvgPathData(path);
        using var paint = new SKPaint { IsAntialias = true, Color = Ink, Style = SKPaintStyle.Stroke, StrokeWidth = width, StrokeCap = SKStrokeCap.Round };
        canvas.DrawPath(line, paint);
    }

    private static void Fill(SKCanvas canvas, string path, SKColor color)
    {
        using var area = SKPath.ParseSvgPathData(path);
        using var paint = new SKPaint { IsAntialias = true, Color = color };
        canvas.DrawPath(area, paint);
    }
}
