using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SkiaSharp;

namespace FerTrain.Data;

/// <summary>Reads the size of an image from its header, without decoding it.</summary>
internal static partial class ImageHeader
{
    private const int LongestText = 1024; // of the header of a portable anymap, with its comments

    /// <summary>Returns width and height in pixels of PNG, JPEG, GIF, BMP, WebP, TIFF and portable anymaps; null for others.</summary>
    public static (long Width, long Height)? Size(byte[] file)
    {
        if (TiffData.Size(file) is { } tiff) return tiff;
        if (file.AsSpan().StartsWith("GIF8"u8) && file.Length >= 10)
            return (BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(6)), BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8)));
        var text = Encoding.Latin1.GetString(file.AsSpan(0, Math.Min(file.Length, LongestText)));
        if (AnymapHeader().Match(text) is { Success: true } anymap)
            return (long.Parse(anymap.Groups["width"].Value, CultureInfo.InvariantCulture), long.Parse(anymap.Groups["height"].Value, CultureInfo.InvariantCulture));
        using var stream = new MemoryStream(file);
        using var codec = SKCodec.Create(stream);
        return codec is null ? null : (codec.Info.Width, codec.Info.Height);
    }

    [GeneratedRegex(@"\AP[1-6](\s|#.*\n)+(?<width>\d{1,10})(\s|#.*\n)+(?<height>\d{1,10})\s")]
    private static partial Regex AnymapHeader();
}

/// <summary>Reads the size of the first image of a TIFF file (TIFF 6.0, Adobe, 1992).</summary>
internal static class TiffData
{
    private const int EntryBytes = 12;
    private const ushort WidthTag = 256, HeightTag = 257, ShortType = 3;

    public static (long Width, long Height)? Size(ReadOnlySpan<byte> file)
    {
        if (file.Length < 8 || !(file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8))) return null;
        var isLittle = file[0] == 'I';
        var directory = UInt32(file[4..], isLittle);
        if (directory + 2 > file.Length) return null;
        var entries = file[(int)directory..];
        var count = UInt16(entries, isLittle);
        long width = 0, height = 0;
        for (entries = entries[2..]; count > 0 && entries.Length >= EntryBytes; count--, entries = entries[EntryBytes..])
        {
            var value = UInt16(entries[2..], isLittle) == ShortType ? UInt16(entries[8..], isLittle) : UInt32(entries[8..], isLittle);
            if (UInt16(entries, isLittle) == WidthTag && width == 0) width = value; // of a tag that stands twice the decoder takes the first
            if (UInt16(entries, isLittle) == HeightTag && height == 0) height = value;
        }

        return (width, height);
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static long UInt32(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
