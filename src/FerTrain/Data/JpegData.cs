using System.Buffers.Binary;

namespace FerTrain.Data;

/// <summary>JPEG files as their markers divide them (ITU-T T.81), of which OpenCV reads what is there and fills the rest with grey.</summary>
internal static class JpegData
{
    private const byte Marker = 0xFF;
    private const byte StartOfScan = 0xDA;

    private static ReadOnlySpan<byte> StartOfImage => [Marker, 0xD8];

    private static ReadOnlySpan<byte> EndOfImage => [Marker, 0xD9];

    /// <summary>Whether it begins as such a file and lacks its end.</summary>
    public static bool IsCutOff(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(StartOfImage)) return false;
        // A thumbnail among the segments before the image has an end of its own.
        var rest = file[StartOfImage.Length..];
        while (rest.Length >= 4 && rest[0] == Marker && rest[1] != StartOfScan)
        {
            var segment = rest[1] == Marker ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (segment > rest.Length) return true;
            rest = rest[segment..];
        }

        return rest.IndexOf(EndOfImage) < 0;
    }
}
