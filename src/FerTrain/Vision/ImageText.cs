using FerTrain.Figures;
using OpenCvSharp;
using SkiaSharp;

namespace FerTrain.Vision;

/// <summary>Writes text of a given height on images of 8 bits and three channels (BGR), in the font of the figures: OpenCV's own has no letters beyond ASCII.</summary>
internal sealed class ImageText
{
    private const double CapitalFraction = 0.6; // of a line; the rest is space

    private static readonly SKTypeface Typeface = ShippedFont.Read(isBold: false);
    private static readonly float CapitalOfEm = Font(1).Metrics.CapHeight;

    private readonly double _capital;

    /// <param name="line">The distance from one line to the next, in pixels.</param>
    public ImageText(double line) => _capital = CapitalFraction * line;

    public int Width(string text)
    {
        using var font = Font(_capital / CapitalOfEm);
        return (int)Math.Ceiling(font.MeasureText(text));
    }

    /// <summary>Writes from the left edge of an area, vertically centred; what lies outside the image is cut off.</summary>
    public void Write(Mat image, string text, Rect area, Scalar color)
    {
        var place = Rect.Intersect(new(area.Left, area.Top, Width(text) + 1, area.Height), new(0, 0, image.Width, image.Height));
        if (place.Width == 0 || place.Height == 0) return;
        using var letters = new SKBitmap(new SKImageInfo(place.Width, place.Height, SKColorType.Alpha8));
        using (var canvas = new SKCanvas(letters))
        using (var font = Font(_capital / CapitalOfEm))
        using (var paint = new SKPaint { IsAntialias = true })
        {
            canvas.Clear();
            canvas.DrawText(text, area.Left - place.Left, area.Top - place.Top + (float)(area.Height + _capital) / 2, font, paint);
        }

        Blend(image, place, letters, [(byte)color.Val0, (byte)color.Val1, (byte)color.Val2]);
    }

    private static SKFont Font(double size) => new(Typeface, (float)size) { Edging = SKFontEdging.Antialias, Subpixel = true };

    private static void Blend(Mat image, Rect place, SKBitmap letters, ReadOnlySpan<byte> color)
    {
        for (var y = 0; y < place.Height; y++)
        {
            var row = image.RowSpan<byte>(place.Top + y).Slice(3 * place.Left, 3 * place.Width);
            var opacities = letters.GetPixelSpan()[(y * letters.RowBytes)..];
            for (var i = 0; i < row.Length; i++)
                row[i] = (byte)(row[i] + (color[i % 3] - row[i]) * opacities[i / 3] / byte.MaxValue);
        }
    }
}
