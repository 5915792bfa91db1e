using System.Buffers.Binary;

namespace FerTrain.Vision;

/// <summary>Reads the boxes that an MP4 file consists of (ISO/IEC 14496-12), because OpenCV does not tell when a disk became full.</summary>
internal static class Mp4Outline
{
    private const int HeaderBytes = 8;
    private const uint SizeFollows = 1; // 64 bits, behind the name

    private static ReadOnlySpan<byte> Frames => "mdat"u8;

    private static ReadOnlySpan<byte> Index => "moov"u8;

    /// <summary>Whether the boxes fill the file exactly and the index of its frames is there, which is written last.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool IsWhole(string path)
    {
        using var file = File.OpenRead(path);
        var (hasFrames, hasIndex) = (false, false);
        Span<byte> header = stackalloc byte[2 * HeaderBytes];
        while (file.Length - file.Position >= HeaderBytes)
        {
            var start = file.Position;
            file.ReadExactly(header[..HeaderBytes]);
            ulong size = BinaryPrimitives.ReadUInt32BigEndian(header);
            if (size == SizeFollows && file.ReadAtLeast(header[HeaderBytes..], HeaderBytes, throwOnEndOfStream: false) == HeaderBytes)
                size = BinaryPrimitives.ReadUInt64BigEndian(header[HeaderBytes..]);
            if (size < HeaderBytes || size > (ulong)(file.Length - start)) return false;
            hasFrames |= header[4..HeaderBytes].SequenceEqual(Frames);
            hasIndex |= header[4..HeaderBytes].SequenceEqual(Index);
            file.Position = start + (long)size;
        }

        return hasFrames && hasIndex && file.Position == file.Length;
    }
}
