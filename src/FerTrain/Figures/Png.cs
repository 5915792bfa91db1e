using SkiaSharp;

namespace FerTrain.Figures;

/// <summary>Encodes images as PNG files, in a quarter of the time of Skia's own choice, a quarter larger.</summary>
internal static class Png
{
    private static readonly SKPngEncoderOptions Options = new(SKPngEncoderFilterFlags.Up, zLibLevel: 3);

    public static byte[] Encode(SKBitmap image)
    {
        using var pixels = image.PeekPixels();
        return Encode(pixels);
    }

    public static byte[] Encode(SKSurface surface)
    {
        using var pixels = surface.PeekPixels();
        return Encode(pixels);
    }

    private static byte[] Encode(SKPixmap pixels)
    {
        using var data = pixels.Encode(Options) ?? throw new InvalidOperationException("Skia does not encode this image.");
        return data.ToArray();
    }
}
