using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;

namespace FerTrain.Data;

/// <summary>
/// Keeps what was read as bytes, so that the next read takes milliseconds. An entry is used only where it is whole and
/// its source is unchanged: a file by its length, its time of change and its first and last MiB, a folder by the names,
/// lengths and times of its files.
/// </summary>
public sealed class FaceCache(string folder)
{
    private const int SampledBytes = 1 << 20;

    /// <summary>In <c>FERTRAIN_CACHE</c>, else where the system keeps a user's caches.</summary>
    public static FaceCache Default => new(Environment.GetEnvironmentVariable("FERTRAIN_CACHE") is { Length: > 0 } chosen
        ? chosen
        : Path.Combine(UserCaches(), "fertrain"));

    /// <summary>Reads <paramref name="path"/>, from the cache where it holds it; a cache that cannot be written is a warning.</summary>
    public FaceSet Read(string path, ICollection<string> warnings) => Read(path, Key(path), () => FaceFile.Read(path), warnings);

    /// <summary>As <see cref="Read(string, ICollection{string})"/>, for a folder whose images get one <paramref name="size"/> where they differ.</summary>
    public FaceSet ReadFolder(string path, int size, ICollection<string> warnings)
    {
        var source = new FaceFolder(path);
        return Read(path, source.Key(size), () => source.Read(size), warnings);
    }

    private FaceSet Read(string path, byte[] key, Func<FaceSet> read, ICollection<string> warnings)
    {
        var entry = Path.Combine(folder, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(path))))[..16]}.faces");
        if (CacheEntry.TryRead(entry, key) is { } cached)
            return cached;
        var faces = read();
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(entry, stream => CacheEntry.Write(stream, key, faces));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or UserError)
        {
            warnings.Add($"The cache of {path} could not be written, so the next read is slow again: {error.Message}");
        }

        return faces;
    }

    private static byte[] Key(string path)
    {
        using var file = FaceFile.Open(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(file.Length));
        hash.AppendData(BitConverter.GetBytes(File.GetLastWriteTimeUtc(path).Ticks));
        var sample = new byte[Math.Min(SampledBytes, file.Length)];
        file.ReadExactly(sample);
        hash.AppendData(sample);
        file.Seek(-sample.Length, SeekOrigin.End);
        file.ReadExactly(sample);
        hash.AppendData(sample);
        return hash.GetHashAndReset();
    }

    /// <summary>A missing home folder is named all the same: without a name the current folder would get the cache.</summary>
    private static string UserCaches()
    {
        if (OperatingSystem.IsWindows())
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } chosen
            ? chosen
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".cache");
    }
}

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
