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
