using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using System.IO.Hashing;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Data;

/// <summary>Reads FER2013's CSV, plain or inside .gz, .zip or .tar.gz. The content decides, not the name.</summary>
internal sealed class ArchiveReader
{
    private const string Expected = "Expected: FER2013's CSV, plain or as .gz, .zip or .tar.gz.";

    private const int SmallestGzip = 18;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly Action<FormatProblem>? _report;

    private ArchiveReader(string path, FileStream file, Action<FormatProblem>? report) =>
        (_path, _file, _report) = (path, file, report);

    /// <summary>Reads the file; <see cref="FaceCsv.Read"/> explains <paramref name="report"/>.</summary>
    /// <exception cref="UserError">The file is missing, damaged or not FER2013's CSV.</exception>
    public static FaceSet Read(string path, Action<FormatProblem>? report = null)
    {
        using var file = Open(path);
        try
        {
            return new ArchiveReader(path, file, report).Read();
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new UserError($"{path} is truncated or damaged: {error.Message}", error);
        }
    }

    public static FileStream Open(string path)
    {
        if (Directory.Exists(path))
            throw new UserError($"{path} is a folder. {Expected} data.source=folder reads class folders.");
        if (!File.Exists(path))
            throw new UserError($"{path} does not exist. data/README.md says where to get FER2013; data.source=synthetic needs no file.");
        try
        {
            return InputFile.Open(path);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new UserError($"{path} cannot be opened: {error.Message} {Expected}", error);
        }
    }

    private FaceSet Read()
    {
        var kind = FileSignature.Detect(_file);
        _file.Position = 0;
        return kind switch
        {
            FileKind.Text => FaceCsv.Read(_file, _path, _report),
            FileKind.Gzip => ReadGzip(),
            FileKind.Zip => ReadZip(),
            _ => throw new UserError($"{_path} is {FileSignature.Describe(kind)}. {Expected}"),
        };
    }

    private FaceSet ReadGzip()
    {
        FileKind kind;
        using (var unpacked = Unpack())
            kind = FileSignature.Detect(unpacked);
        if (kind == FileKind.Tar)
            return ReadTar();
        if (kind != FileKind.Text)
            throw new UserError($"{_path} holds {FileSignature.Describe(kind)}. {Expected}");
        using var csv = Unpack();
        return FaceCsv.Read(csv, _path, _report);
    }

    private FaceSet ReadZip()
    {
        using var zip = new ZipArchive(_file, ZipArchiveMode.Read, leaveOpen: true);
        var entry = zip.GetEntry(CsvEntry.Choose(_path, [.. zip.Entries.Select(e => e.FullName)]))!;
        return ReadEntry(entry.Open(), entry.Length, entry.Crc32, entry.FullName);
    }

    /// <summary>Reads the tar twice if no entry has a known name, because a compressed tar cannot be searched backwards.</summary>
    private FaceSet ReadTar()
    {
        var names = new List<string>();
        bool IsKnown(string name)
        {
            names.Add(name);
            return CsvEntry.IsKnown(name);
        }

        return ReadFirst(IsKnown) ?? ReadFirst(CsvEntry.Choose(_path, names).Equals)!;
    }

    private FaceSet? ReadFirst(Func<string, bool> isWanted)
    {
        using var unpacked = Unpack();
        using var tar = new TarReader(unpacked, leaveOpen: true);
        FaceSet? faces = null;
        while (faces is null && tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } data && isWanted(entry.Name))
                faces = ReadEntry(data, entry.Length, crc: null, entry.Name);
        }

        unpacked.CopyTo(Stream.Null); // the checksum of all is at the end
        return faces;
    }

    private FaceSet ReadEntry(Stream entry, long length, uint? crc, string name)
    {
        using var csv = new VerifiedStream(entry, length, crc);
        return FaceCsv.Read(csv, $"{_path} ({name})", _report);
    }

    private VerifiedStream Unpack()
    {
        // A gzip file ends with the length of its content; .NET itself reads a truncated file as a shorter one.
        Span<byte> length = stackalloc byte[sizeof(uint)];
        if (_file.Length < SmallestGzip)
            throw new EndOfStreamException("it is shorter than gzip's header and trailer.");
        _file.Seek(-length.Length, SeekOrigin.End);
        _file.ReadExactly(length);
        _file.Position = 0;
        var unzip = new GZipStream(_file, CompressionMode.Decompress, leaveOpen: true);
        return new VerifiedStream(unzip, BinaryPrimitives.ReadUInt32LittleEndian(length));
    }
}

/// <summary>Chooses the data file of an archive.</summary>
internal static class CsvEntry
{
    private const int Listed = 10;

    private static readonly string[] Known = ["fer2013.csv", "icml_face_data.csv"];

    public static bool IsKnown(string entry) => Known.Contains(Path.GetFileName(entry), StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the entry with a known name, in any folder, or else the only CSV file.</summary>
    /// <exception cref="UserError">The archive holds no CSV file, or several with unknown names.</exception>
    public static string Choose(string archive, IReadOnlyList<string> entries)
    {
        if (entries.FirstOrDefault(IsKnown) is { } known)
            return known;
        var tables = entries
            .Where(entry => entry.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && !Path.GetFileName(entry).StartsWith('.'))
            .ToArray();
        if (tables.Length == 1)
            return tables[0];
        var listed = entries.Count == 0 ? "none" : string.Join(", ", entries.Take(Listed).Select(Printable.Line)) + (entries.Count > Listed ? ", …" : "");
        var found = tables.Length == 0 ? "no CSV file" : $"{tables.Length} CSV files, none of them fer2013.csv or icml_face_data.csv";
        throw new UserError($"{archive} holds {found}. Entries: {listed}.");
    }
}

/// <summary>
/// Reads a stream and fails at its end unless its length is the expected one, modulo 2^32, and its CRC-32 too where one is given:
/// .NET checks that of gzip by itself, that of a zip entry it does not.
/// </summary>
internal sealed class VerifiedStream(Stream inner, long length, uint? crc = null) : Stream
{
    private readonly Crc32 _crc = new();
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
        if (crc is not null)
            _crc.Append(buffer[..read]);
        if (read > 0 || buffer.IsEmpty)
            return read;
        if ((uint)_read != (uint)length)
            throw new EndOfStreamException($"its end is missing after {_read} unpacked bytes, or it was joined from several parts.");
        if (crc is { } expected && _crc.GetCurrentHashAsUInt32() != expected)
            throw new InvalidDataException("the checksum of its content differs.");
        return 0;
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

/// <summary>Detects the kind of a file from its first bytes.</summary>
internal static class FileSignature
{
    private const int TarMagicAt = 257;

    public static FileKind Detect(Stream stream)
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
        _ => "no text file",
    };
}
