using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace FerTrain.Data;

/// <summary>One file of the cache: a header, then labels, usages and pixels as bytes.</summary>
internal static class CacheEntry
{
    private const uint Magic = 0x43524546; // "FERC"
    private const uint Version = 2;
    private const int KeyBytes = 32;
    private const int HeaderBytes = 5 * sizeof(uint) + KeyBytes;

    /// <summary>The set, or null where the entry is absent, damaged, of another version or of another key.</summary>
    public static FaceSet? TryRead(string path, ReadOnlySpan<byte> key)
    {
        try
        {
            using var file = File.OpenHandle(path);
            Span<byte> header = stackalloc byte[HeaderBytes];
            var read = RandomAccess.Read(file, header, 0);
            var count = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
            var checksum = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
            var size = BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);
            var rowBytes = (long)size * size + 2;
            if (read != HeaderBytes || size > ushort.MaxValue || RandomAccess.GetLength(file) != HeaderBytes + count * rowBytes
                || !header.SequenceEqual(Header(key, count, size, checksum)))
                return null;

            var labels = ReadExactly(file, HeaderBytes, count);
            var usages = ReadExactly(file, HeaderBytes + count, count);
            var pixels = ReadExactly(file, HeaderBytes + 2 * count, count * (rowBytes - 2));
            return Checksum(labels, usages, pixels) == checksum
                ? new FaceSet(pixels, labels, MemoryMarshal.Cast<byte, Usage>(usages).ToArray())
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static void Write(Stream stream, ReadOnlySpan<byte> key, FaceSet faces)
    {
        var usages = MemoryMarshal.AsBytes(faces.Usages.AsSpan());
        stream.Write(Header(key, (uint)faces.Count, (uint)faces.Size, Checksum(faces.Labels, usages, faces.Pixels)));
        stream.Write(faces.Labels);
        stream.Write(usages);
        stream.Write(faces.Pixels);
    }

    private static byte[] Header(ReadOnlySpan<byte> key, uint count, uint size, uint checksum)
    {
        var header = new byte[HeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), count);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), size);
        key.CopyTo(header.AsSpan(20));
        return header;
    }

    private static byte[] ReadExactly(Microsoft.Win32.SafeHandles.SafeFileHandle file, long offset, long length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>((int)length);
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(file, bytes.AsSpan(done), offset + done);
            if (read == 0)
                throw new EndOfStreamException();
            done += read;
        }

        return bytes;
    }

    private static uint Checksum(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> usages, ReadOnlySpan<byte> pixels) =>
        Crc32C(Crc32C(Crc32C(0, labels), usages), pixels);

    private static uint Crc32C(uint crc, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
            crc = BitOperations.Crc32C(crc, word);
        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
            crc = BitOperations.Crc32C(crc, rest);
        return crc;
    }
}
