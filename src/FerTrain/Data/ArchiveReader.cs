using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using FerTrain.Core.Errors;

namespace FerTrain.Data;

/// <summary>Reads FER2013's CSV, plain or inside .gz, .zip or .tar.gz, told apart by content and not by name.</summary>
internal sealed class FaceFile
{
    private const string Accepted = "Accepted: FER2013's CSV, plain or as .gz, .zip or .tar.gz.";

    private const int SmallestGzip = 18;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly Action<FormatProblem>? _report;

    private FaceFile(string path, FileStream file, Action<FormatProblem>? report) =>
        (_path, _file, _report) = (path, file, report);

    /// <summary>Reads the file; see <see cref="FaceCsv.Read"/> for <paramref name="report"/>.</summary>
    public static FaceSet Read(string path, Action<FormatProblem>? report = null)
    {
        using var file = Open(path);
        try
        {
            return new FaceFile(path, file, report).Read();
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new UserError($"{path} is truncated or damaged: {error.Message}", error);
        }
    }

    public static FileStream Open(string path)
    {
        if (Directory.Exists(path))
            throw new UserError($"{path} is a folder. {Accepted} data.source=folder reads class folders.");
        if (!File.Exists(path))
            throw new UserError($"{path} does not exist. data/README.md says where to get FER2013; data.source=synthetic needs no file.");
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new UserError($"{path} cannot be opened: {error.Message}", error);
        }

        if (file.CanSeek)
            return file;
        file.Dispose();
        throw new UserError($"{path} is a pipe or a device, not a file. {Accepted} None of them needs unpacking first.");
    }

    private FaceSet Read()
    {
        var kind = FileKinds.Of(_file);
        _file.Position = 0;
        return kind switch
        {
            FileKind.Text => FaceCsv.Read(_file, _path, _report),
            FileKind.Gzip => ReadGzip(),
            FileKind.Zip => ReadZip(),
            _ => throw new UserError($"{_path} is {FileKinds.Describe(kind)}. {Accepted}"),
        };
    }

    private FaceSet ReadGzip()
    {
        FileKind kind;
        using (var unpacked = Unpack())
            kind = FileKinds.Of(unpacked);
        if (kind == FileKind.Tar)
            return ReadTar();
        if (kind != FileKind.Text)
            throw new UserError($"{_path} holds {FileKinds.Describe(kind)}. {Accepted}");
        using var csv = Unpack();
        return FaceCsv.Read(csv, _path, _report);
    }

    private FaceSet ReadZip()
    {
        using var zip = new ZipArchive(_file, ZipArchiveMode.Read, leaveOpen: true);
        var entry = zip.GetEntry(ArchiveEntries.Pick(_path, [.. zip.Entries.Select(e => e.FullName)]))!;
        return ReadEntry(entry.Open(), entry.Length, entry.FullName);
    }

    /// <summary>A packed tar cannot be searched backwards, so where no entry has a known name it is read twice.</summary>
    private FaceSet ReadTar()
    {
        var names = new List<string>();
        bool IsKnown(string name)
        {
            names.Add(name);
            return ArchiveEntries.IsKnown(name);
        }

        return ReadFirst(IsKnown) ?? ReadFirst(ArchiveEntries.Pick(_path, names).Equals)!;
    }

    private FaceSet? ReadFirst(Func<string, bool> isWanted)
    {
        using var tar = new TarReader(Unpack());
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } data && isWanted(entry.Name))
                return ReadEntry(data, entry.Length, entry.Name);
        }

        return null;
    }

    private FaceSet ReadEntry(Stream entry, long length, string name)
    {
        using var csv = new CompleteStream(entry, length);
        return FaceCsv.Read(csv, $"{_path} ({name})", _report);
    }

    private CompleteStream Unpack()
    {
        // A gzip file ends with the length of what it holds; .NET itself takes a cut file for a shorter one.
        Span<byte> length = stackalloc byte[sizeof(uint)];
        if (_file.Length < SmallestGzip)
            throw new EndOfStreamException("it is shorter than gzip's header and trailer.");
        _file.Seek(-length.Length, SeekOrigin.End);
        _file.ReadExactly(length);
        _file.Position = 0;
        var unzip = new GZipStream(_file, CompressionMode.Decompress, leaveOpen: true);
        return new CompleteStream(unzip, BinaryPrimitives.ReadUInt32LittleEndian(length));
    }
}

/// <summary>Which file of an archive is the data.</summary>
internal static class ArchiveEntries
{
    private const int Listed = 10;

    private static readonly string[] Known = ["fer2013.csv", "icml_face_data.csv"];

    public static bool IsKnown(string entry) => Known.Contains(Path.GetFileName(entry), StringComparer.OrdinalIgnoreCase);

    /// <summary>A file of a known name in any folder, else the only CSV.</summary>
    public static string Pick(string archive, IReadOnlyList<string> entries)
    {
        if (entries.FirstOrDefault(IsKnown) is { } known)
            return known;
        var tables = entries
            .Where(entry => entry.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && !Path.GetFileName(entry).StartsWith('.'))
            .ToArray();
        if (tables.Length == 1)
            return tables[0];
        var listed = entries.Count == 0 ? "none" : string.Join(", ", entries.Take(Listed)) + (entries.Count > Listed ? ", …" : "");
        var found = tables.Length == 0 ? "no CSV file" : $"{tables.Length} CSV files, none of them fer2013.csv or icml_face_data.csv";
        throw new UserError($"{archive} holds {found}. Entries: {listed}.");
    }
}

/// <summary>Reads a stream and fails at its end unless it held as many bytes as was promised, modulo 2^32.</summary>
internal sealed class CompleteStream(Stream inner, long promised) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        _read += read;
        if (read == 0 && buffer.Length > 0 && (uint)_read != (uint)promised)
            throw new EndOfStreamException($"after {_read} unpacked bytes its end is missing, or it was joined from several parts.");
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>What the first bytes of a file say it is.</summary>
internal enum FileKind
{
    Text,
    Gzip,
    Zip,
    Tar,
    Png,
    Jpeg,
    Binary,
}

/// <summary>Tells files apart by their first bytes.</summary>
internal static class FileKinds
{
    private const int TarMagicAt = 257;

    public static FileKind Of(Stream stream)
    {
        Span<byte> buffer = stackalloc byte[512];
        var start = buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
        if (start is [0x1F, 0x8B, ..])
            return FileKind.Gzip;
        if (start is [(byte)'P', (byte)'K', 3 or 5, ..])
            return FileKind.Zip;
        if (start.Length > TarMagicAt && start[TarMagicAt..].StartsWith("ustar"u8))
            return FileKind.Tar;
        if (start is [0x89, (byte)'P', (byte)'N', (byte)'G', ..])
            return FileKind.Png;
        if (start is [0xFF, 0xD8, ..])
            return FileKind.Jpeg;
        return start.ContainsAnyInRange((byte)0, (byte)8) ? FileKind.Binary : FileKind.Text;
    }

    public static string Describe(FileKind kind) => kind switch
    {
        FileKind.Png => "a PNG image",
        FileKind.Jpeg => "a JPEG image",
        FileKind.Tar => "a tar archive without gzip",
        _ => "not a text file",
    };
}
