using ScottPlot.Interop;

namespace ScottPlot;

/// <summary>A picture in managed memory; cairo sees a copy while it draws or encodes.</summary>
public class Image : IDisposable
{
    private readonly uint[] _pixels;

    public Image(byte[,] pixelArray)
        : this(pixelArray.GetLength(1), pixelArray.GetLength(0), (x, y) => Opaque(pixelArray[y, x], pixelArray[y, x], pixelArray[y, x]))
    {
    }

    public Image(byte[,,] pixelArray)
        : this(pixelArray.GetLength(1), pixelArray.GetLength(0), (x, y) => Opaque(pixelArray[y, x, 0], pixelArray[y, x, 1], pixelArray[y, x, 2]))
    {
    }

    /// <summary>From premultiplied 0xAARRGGBB.</summary>
    internal Image(int width, int height, uint[] pixels) => (Width, Height, _pixels) = (width, height, pixels);

    private Image(int width, int height, Func<int, int, uint> pixel) : this(width, height, new uint[width * height])
    {
        for (var i = 0; i < _pixels.Length; i++) _pixels[i] = pixel(i % width, i / width);
    }

    public int Width { get; }

    public int Height { get; }

    public byte[] GetImageBytes(ImageFormat format = ImageFormat.Png, int quality = 100)
    {
        if (format != ImageFormat.Png) throw new NotSupportedException($"Image format {format}: this machine's cairo writes Png.");
        using var surface = ToSurface();
        return surface.ToPng();
    }

    public SavedImageInfo SavePng(string path)
    {
        var bytes = GetImageBytes(ImageFormat.Png);
        File.WriteAllBytes(path, bytes);
        return new(path, bytes.Length);
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    internal uint this[int x, int y] => _pixels[y * Width + x];

    internal PixelSurface ToSurface() => new(Width, Height, _pixels);

    // Nothing native is held.
    protected virtual void Dispose(bool disposing) { }

    private static uint Opaque(byte red, byte green, byte blue) => 0xFF000000 | (uint)red << 16 | (uint)green << 8 | blue;
}
