using SkiaSharp;

namespace FerTrain.Figures;

/// <summary>Encodes images as PNG files, in a quarter of the time of Skia's own choice, a quarter larger.</summary>
internal static class Png
{
    private static readonly SKPngEncoderOptions Options = new(SKPngEncoderFilterFlags.Up, zLibLevel: 3);

    /// <summary>Creates a surface whose file has no alpha channel, for what is drawn on a background.</summary>
    public static SKSurface NewSurface(int width, int height) => SKSurface.Create(new SKImageInfo(width, height, SKImageInfo.PlatformColorType, SKAlphaType.Opaque));

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
