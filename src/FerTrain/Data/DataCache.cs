using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using FerTrain.Core;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Data;

/// <summary>
/// Caches parsed faces as bytes, so that the next read takes milliseconds. An entry, one for each source and size of its images, is used only if it
/// is whole and its source has the content that it was made of; see <see cref="SourceFiles"/>. Where the cache is larger than
/// its limit, the entries that were used longest ago are deleted.
/// </summary>
/// <param name="folder">Need not exist.</param>
/// <param name="limit">In bytes; the newest entry stays even if it alone is larger.</param>
internal sealed partial class DataCache(string folder, long limit = DataCache.DefaultLimit)
{
    public const long DefaultLimit = 2L << 30; // of FER2013's size, 25 entries

    private const string Extension = ".faces";

    /// <summary><c>FERTRAIN_CACHE</c>, or else in the system's cache folder for the user.</summary>
    public static string DefaultFolder => Environment.GetEnvironmentVariable("FERTRAIN_CACHE") is { Length: > 0 } chosen
        ? chosen
        : Path.Combine(UserCaches(), "fertrain");

    public static DataCache Default => new(DefaultFolder);

    public string Folder => folder;

    public long Limit => limit;

    /// <summary>Reads <paramref name="path"/>, from the cache if it is there; a cache that cannot be written is a warning.</summary>
    public FaceSet Read(string path, ICollection<string> warnings)
    {
        ArchiveReader.Open(path).Dispose(); // says what is wrong with a path that cannot be read
        return Read(new SourceFiles(path, [path], settings: ""), ClassNames.Fer2013, () => ArchiveReader.Read(path), warnings);
    }

    /// <summary>Reads a folder in the same way; images that are larger or differ in size are resized to <paramref name="size"/> pixels.</summary>
    public FaceSet ReadFolder(string path, int size, ICollection<string> warnings, params IReadOnlyCollection<string> named)
    {
        var source = new FaceFolder(path, named);
        var side = FaceSet.LargestSide(size);
        return Read(source.Files(side), source.ClassNames, () => source.Read(side), warnings, $" {side}");
    }

    /// <summary>Lists the entries, the last used first.</summary>
    /// <exception cref="UserError">The folder cannot be read.</exception>
    public IReadOnlyList<CacheEntry> Entries() => [.. Files().Select(CacheEntry.Of)];

    /// <summary>Deletes all entries, and what killed processes left of others.</summary>
    /// <returns>The deleted entries.</returns>
    /// <exception cref="UserError">An entry cannot be deleted.</exception>
    public IReadOnlyList<CacheEntry> Clear()
    {
        var entries = Entries();
        if (Directory.Exists(folder)) AtomicFile.DeleteLeftovers(folder, $"*{Extension}");
        foreach (var entry in entries)
        {
            try
            {
                File.Delete(entry.File);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new UserError($"{entry.File} cannot be deleted: {error.Message}", error);
            }
        }

        return entries;
    }

    private FaceSet Read(SourceFiles source, IReadOnlyList<string> classNames, Func<FaceSet> read, ICollection<string> warnings, string size = "")
    {
        var entry = Path.Combine(folder, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(source.Path) + size)))[..16]}{Extension}");
        var stamp = source.Stamp();
        byte[]? content = null;
        using (var cached = CacheFile.TryOpen(entry))
        {
            if (cached is not null && (cached.IsStamped(stamp) || cached.Content.SequenceEqual(content = source.Content())) && cached.TryRead(classNames) is { } faces)
            {
                cached.Use(entry, stamp);
                return faces;
            }
        }

        return ReadAndWrite(entry, source, stamp, content, read, warnings);
    }

    private FaceSet ReadAndWrite(string entry, SourceFiles source, SourceStamp stamp, byte[]? content, Func<FaceSet> read, ICollection<string> warnings)
    {
        var hashing = content is null ? Task.Run(source.Content) : Task.FromResult(content); // while it is parsed
        var faces = read();
        try
        {
            content = hashing.GetAwaiter().GetResult();
            if (!source.Stamp().Hash.SequenceEqual(stamp.Hash)) throw new IOException("it changed while it was read.");
            Directory.CreateDirectory(folder);
            AtomicFile.Write(entry, stream => CacheFile.Write(stream, Path.GetFullPath(source.Path), stamp, content, faces));
            Evict(entry);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or UserError)
        {
            warnings.Add($"The cache of {source.Path} cannot be written, so the next read is slow again: {error.Message}");
        }

        return faces;
    }

    private void Evict(string written)
    {
        long bytes = 0;
        foreach (var file in Files())
        {
            bytes += file.Length;
            if (bytes <= limit || file.FullName == Path.GetFullPath(written)) continue;
            try
            {
                file.Delete();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Another process reads it: Windows deletes no open file.
            }
        }
    }

    private FileInfo[] Files() => Directory.Exists(folder)
        ? [.. from path in InputFolder.Files(folder)
              where EntryName().IsMatch(path)
              let file = new FileInfo(path)
              where file.Exists
              orderby file.LastWriteTimeUtc descending
              select file]
        : [];

    /// <summary>Names the home folder even if it is missing; an empty name would put the cache into the current folder.</summary>
    private static string UserCaches()
    {
        if (OperatingSystem.IsWindows())
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } chosen
            ? chosen
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".cache");
    }

    [GeneratedRegex(@"[/\\][0-9a-f]{16}\.faces\z")]
    private static partial Regex EntryName();
}

/// <summary>An entry of the cache.</summary>
/// <param name="File">Its own file.</param>
/// <param name="Source">What it was made of; null for an entry that this version does not read.</param>
/// <param name="Faces">How many it holds; null where that is not known.</param>
/// <param name="Bytes">The size of its file.</param>
/// <param name="LastUse">In universal time.</param>
internal sealed record CacheEntry(string File, string? Source, int? Faces, long Bytes, DateTime LastUse)
{
    public static CacheEntry Of(FileInfo file)
    {
        using var open = CacheFile.TryOpen(file.FullName);
        return new(file.FullName, open?.Source, open?.Count, file.Length, file.LastWriteTimeUtc);
    }
}
