using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using FerTrain.Core;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;

namespace FerTrain.Data;

/// <summary>
/// Caches parsed faces as bytes, so that the next read takes milliseconds. An entry is used only if it is whole and its
/// source is unchanged: a file is compared by its length, its modification time and its first and last MiB, a folder by
/// the names, lengths and modification times of its files.
/// </summary>
internal sealed class DataCache(string folder)
{
    private const int SampledBytes = 1 << 20;

    /// <summary>Is <c>FERTRAIN_CACHE</c>, or else in the system's cache folder for the user.</summary>
    public static string DefaultFolder => Environment.GetEnvironmentVariable("FERTRAIN_CACHE") is { Length: > 0 } chosen
        ? chosen
        : Path.Combine(UserCaches(), "fertrain");

    public static DataCache Default => new(DefaultFolder);

    /// <summary>Reads <paramref name="path"/>, from the cache if it is there; a cache that cannot be written is a warning.</summary>
    public FaceSet Read(string path, ICollection<string> warnings) => Read(path, Key(path), ClassNames.Fer2013, () => ArchiveReader.Read(path), warnings);

    /// <summary>Reads a folder in the same way; images of different sizes are resized to <paramref name="size"/> pixels.</summary>
    public FaceSet ReadFolder(string path, int size, ICollection<string> warnings, params IReadOnlyCollection<string> named)
    {
        var source = new FaceFolder(path, named);
        return Read(path, source.Key(size), source.ClassNames, () => source.Read(size), warnings);
    }

    private FaceSet Read(string path, byte[] key, IReadOnlyList<string> classNames, Func<FaceSet> read, ICollection<string> warnings)
    {
        var entry = Path.Combine(folder, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(path))))[..16]}.faces");
        if (CacheFile.TryRead(entry, key, classNames) is { } cached)
            return cached;
        var faces = read();
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(entry, stream => CacheFile.Write(stream, key, faces));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or UserError)
        {
            warnings.Add($"The cache of {path} cannot be written, so the next read is slow again: {error.Message}");
        }

        return faces;
    }

    private static byte[] Key(string path)
    {
        using var file = ArchiveReader.Open(path);
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

    /// <summary>Names the home folder even if it is missing; an empty name would put the cache into the current folder.</summary>
    private static string UserCaches()
    {
        if (OperatingSystem.IsWindows())
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } chosen
            ? chosen
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".cache");
    }
}

/// <summary>Reads and writes one file of the cache: a header, then labels, usages and pixels as bytes.</summary>
internal static class CacheFile
{
    private const uint Magic = 0x43524546; // "FERC"
    private const uint Version = 3;
    private const int KeyBytes = 32;
    private const int HeaderBytes = 5 * sizeof(uint) + KeyBytes;

    /// <summary>Reads the faces; returns null if the file is absent or damaged, or has another version or key.</summary>
    public static FaceSet? TryRead(string path, ReadOnlySpan<byte> key, IReadOnlyList<string> classNames)
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
                ? new FaceSet(pixels, labels, MemoryMarshal.Cast<byte, Usage>(usages).ToArray(), classNames)
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
