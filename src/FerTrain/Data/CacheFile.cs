using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace FerTrain.Data;

/// <summary>
/// Reads and writes one file of the cache: a header, then the path of the source, then labels, usages and pixels as bytes. The
/// time of the file is that of its last use.
/// </summary>
internal sealed class CacheFile : IDisposable
{
    private const uint Magic = 0x43524546; // "FERC"
    private const uint Version = 6;
    private const int StampAt = 6 * sizeof(uint), ContentAt = StampAt + SourceStamp.Bytes, HeaderBytes = ContentAt + SourceStamp.Bytes;
    private const int LongestPath = 1 << 16;

    /// <summary>Stands where a source changed too late to tell it from a later change.</summary>
    private static readonly byte[] NoStamp = new byte[SourceStamp.Bytes];

    private readonly SafeFileHandle _file;
    private readonly byte[] _header;
    private readonly uint _count, _checksum, _size, _pathBytes;

    private CacheFile(SafeFileHandle file, byte[] header)
    {
        (_file, _header) = (file, header);
        (_count, _checksum, _size, _pathBytes) = (Field(2), Field(3), Field(4), Field(5));

        uint Field(int index) => BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(index * sizeof(uint)));
    }

    public int Count => (int)_count;

    /// <summary>The full path that it was made of.</summary>
    public string Source => Encoding.UTF8.GetString(ReadExactly(HeaderBytes, _pathBytes));

    /// <summary>The hash of what it was made of.</summary>
    public ReadOnlySpan<byte> Content => _header.AsSpan(ContentAt);

    private long FaceBytes => (long)_size * _size;

    /// <summary>Opens a file; returns null if it is absent, of another version or of another length than it says.</summary>
    public static CacheFile? TryOpen(string path)
    {
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            var header = new byte[HeaderBytes];
            if (RandomAccess.Read(file, header, 0) == HeaderBytes && new CacheFile(file, header) is { IsWhole: true } opened)
            {
                file = null;
                return opened;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is made anew, or the error comes again when it is written.
        }
        finally
        {
            file?.Dispose();
        }

        return null;
    }

    private bool IsWhole => BinaryPrimitives.ReadUInt32LittleEndian(_header) == Magic && BinaryPrimitives.ReadUInt32LittleEndian(_header.AsSpan(sizeof(uint))) == Version
        && _size <= ushort.MaxValue && _pathBytes <= LongestPath && RandomAccess.GetLength(_file) == HeaderBytes + _pathBytes + _count * (FaceBytes + 2);

    /// <summary>Whether its source had this very stamp, and has it only as long as it does not change.</summary>
    public bool IsStamped(SourceStamp stamp) => stamp.IsSettled && _header.AsSpan(StampAt, SourceStamp.Bytes).SequenceEqual(stamp.Hash);

    /// <summary>Reads the faces; returns null if they are damaged.</summary>
    public FaceSet? TryRead(IReadOnlyList<string> classNames)
    {
        try
        {
            var at = HeaderBytes + (long)_pathBytes;
            var labels = ReadExactly(at, _count);
            var usages = ReadExactly(at + _count, _count);
            var pixels = ReadExactly(at + 2L * _count, _count * FaceBytes);
            return Checksum(labels, usages, pixels) == _checksum
                ? new FaceSet(pixels, labels, MemoryMarshal.Cast<byte, Usage>(usages).ToArray(), classNames)
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();

    public static void Write(Stream stream, string source, SourceStamp stamp, ReadOnlySpan<byte> content, FaceSet faces)
    {
        var usages = MemoryMarshal.AsBytes(faces.Usages.AsSpan());
        var path = Encoding.UTF8.GetBytes(source);
        foreach (var field in (uint[])[Magic, Version, (uint)faces.Count, Checksum(faces.Labels, usages, faces.Pixels), (uint)faces.Size, (uint)path.Length])
            stream.Write(BitConverter.GetBytes(field));
        stream.Write(stamp.IsSettled ? stamp.Hash : NoStamp);
        stream.Write(content);
        stream.Write(path);
        stream.Write(faces.Labels);
        stream.Write(usages);
        stream.Write(faces.Pixels);
    }

    /// <summary>
    /// Notes that an entry was used now, with a source of this stamp. In a cache that cannot be written nothing is noted, nor where
    /// another process has put an entry of other content in its place.
    /// </summary>
    public void Use(string path, SourceStamp stamp)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            var content = new byte[SourceStamp.Bytes];
            if (RandomAccess.Read(file, content, ContentAt) < content.Length || !Content.SequenceEqual(content)) return;
            RandomAccess.Write(file, stamp.IsSettled ? stamp.Hash : NoStamp, StampAt);
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The entry is right all the same.
        }
    }

    private byte[] ReadExactly(long offset, long length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>((int)length);
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(_file, bytes.AsSpan(done), offset + done);
            if (read == 0)
                throw new EndOfStreamException();
            done += read;
        }

        return bytes;
    }

    private static uint Checksum(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> usages, ReadOnlySpan<byte> pixels)
    {
        var checksum = new Crc32();
        checksum.Append(labels);
        checksum.Append(usages);
        checksum.Append(pixels);
        return checksum.GetCurrentHashAsUInt32();
    }
}
