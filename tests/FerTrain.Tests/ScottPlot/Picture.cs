using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using ScottPlot;

namespace FerTrain.Tests.ScottPlot;

/// <summary>The pixels of a drawn plot, read back from its PNG file, and where its data area lies.</summary>
internal sealed class Picture
{
    private readonly byte[] _pixels;
    private readonly int _bytesPerPixel;

    private Picture(byte[] png)
    {
        (Width, Height) = (Number(png, 16), Number(png, 20));
        _bytesPerPixel = png[25] == 6 ? 4 : 3;
        _pixels = Unfiltered(Inflated(png), Width * _bytesPerPixel, Height, _bytesPerPixel);
    }

    public int Width { get; }

    public int Height { get; }

    public static Picture Of(Plot plot, int width, int height) => new(plot.GetImageBytes(width, height, ImageFormat.Png));

    public static Picture Of(byte[] png) => new(png);

    public Color this[int x, int y]
    {
        get
        {
            var at = (y * Width + x) * _bytesPerPixel;
            return new(_pixels[at], _pixels[at + 1], _pixels[at + 2]);
        }
    }

    public IEnumerable<(int X, int Y)> Where(Predicate<Color> wanted) =>
        from y in Enumerable.Range(0, Height) from x in Enumerable.Range(0, Width) where wanted(this[x, y]) select (x, y);

    /// <summary>Whether every pixel of the outermost rows and columns is the paper's.</summary>
    public bool HasCleanBorder() => !Where(color => color != Colors.White).Any(at => at.X == 0 || at.Y == 0 || at.X == Width - 1 || at.Y == Height - 1);

    private static byte[] Inflated(byte[] png)
    {
        using var compressed = new MemoryStream();
        for (var at = 8; at < png.Length; at += 12 + Number(png, at))
            if (Encoding.ASCII.GetString(png, at + 4, 4) == "IDAT") compressed.Write(png, at + 8, Number(png, at));
        compressed.Position = 0;
        using var zlib = new ZLibStream(compressed, CompressionMode.Decompress);
        using var raw = new MemoryStream();
        zlib.CopyTo(raw);
        return raw.ToArray();
    }

    // The five filters of the PNG specification, section 9.
    private static byte[] Unfiltered(byte[] raw, int stride, int height, int bytesPerPixel)
    {
        var pixels = new byte[stride * height];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < stride; x++)
            {
                int left = x < bytesPerPixel ? 0 : pixels[y * stride + x - bytesPerPixel];
                int above = y == 0 ? 0 : pixels[(y - 1) * stride + x];
                int corner = x < bytesPerPixel || y == 0 ? 0 : pixels[(y - 1) * stride + x - bytesPerPixel];
                var predicted = raw[y * (stride + 1)] switch { 1 => left, 2 => above, 3 => (left + above) / 2, 4 => Paeth(left, above, corner), _ => 0 };
                pixels[y * stride + x] = (byte)(raw[y * (stride + 1) + 1 + x] + predicted);
            }
        return pixels;
    }

    private static int Paeth(int left, int above, int corner)
    {
        var (toLeft, toAbove, toCorner) = (Math.Abs(above - corner), Math.Abs(left - corner), Math.Abs(left + above - 2 * corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }

    private static int Number(byte[] png, int at) => BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
}
