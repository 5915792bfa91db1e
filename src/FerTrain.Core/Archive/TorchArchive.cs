using System.IO.Compression;
using System.IO.Hashing;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Core.Archive;

/// <summary>
/// Reads and writes PyTorch's checkpoint format, that of <c>torch.save</c> and <c>torch.load(weights_only=True)</c>.
/// A value is null, a bool, long, double or string, a <see cref="StoredTensor"/>, an <c>IReadOnlyList&lt;object?&gt;</c>
/// of values or an <c>OrderedDictionary&lt;object, object?&gt;</c> of them with strings or whole numbers as keys.
/// </summary>
internal static class TorchArchive
{
    private const int MaxPickle = 1 << 24;
    private const long FreeCopies = 1 << 24;

    /// <summary>Zip's first day, so that the same value gives the same bytes at any time.</summary>
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static ReadOnlySpan<byte> ZipSignature => "PK"u8;

    private static ReadOnlySpan<byte> LegacySignature => [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9];

    public static void Write(Stream stream, object? value)
    {
        var (pickle, tensors) = PickleWriter.Write(value);
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        AddEntry(zip, "data.pkl", pickle.Span);
        for (var i = 0; i < tensors.Count; i++)
            AddEntry(zip, $"data/{PickleWriter.StorageKey(i)}", tensors[i].Bytes.Span);
        AddEntry(zip, "version", "3\n"u8);
    }

    /// <summary>Reads a checkpoint; a missing, damaged or foreign file is a <see cref="UserError"/>.</summary>
    public static object? Read(string path)
    {
        try
        {
            using var stream = InputFile.Open(path);
            return Read(stream, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw FileProblem.Unopened(path, error);
        }
    }

    /// <summary>Reads a checkpoint from a seekable stream that errors call <paramref name="name"/>.</summary>
    public static object? Read(Stream stream, string name)
    {
        try
        {
            CheckSignature(stream);
            using var entries = new CheckpointEntries(stream);
            var pickle = entries.ReadPickle();
            if (pickle.Length > MaxPickle)
                throw new InvalidDataException($"its data.pkl has {pickle.Length} bytes, expected at most {MaxPickle}");
            var value = Unpickler.Read(pickle, new StorageTable(entries), new TensorBuilder(FreeCopies + stream.Length));
            PlainValues.Check(value);
            return value;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or NotSupportedException)
        {
            throw FileProblem.Refused(name, "a checkpoint", error);
        }
    }

    private static void AddEntry(ZipArchive zip, string name, ReadOnlySpan<byte> bytes)
    {
        var entry = zip.CreateEntry($"archive/{name}", CompressionLevel.NoCompression);
        entry.LastWriteTime = EntryTime;
        using var stream = entry.Open();
        stream.Write(bytes);
    }

    private static void CheckSignature(Stream stream)
    {
        Span<byte> start = stackalloc byte[LegacySignature.Length];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (start.SequenceEqual(LegacySignature))
            throw new InvalidDataException("it has PyTorch's format from before version 1.6; torch.save(torch.load(FILE), FILE) in a newer one converts it");
        if (!start.StartsWith(ZipSignature))
            throw new InvalidDataException(start.IsEmpty ? "it is empty" : "it is not a zip file");
        stream.Position = 0;
    }
}

/// <summary>Reads the entries of a checkpoint's zip file by their name below its one top folder, and verifies sizes and checksums.</summary>
internal sealed class CheckpointEntries : IDisposable
{
    private const string Pickle = "data.pkl";

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = [];
    private readonly string _folder;

    public CheckpointEntries(Stream stream)
    {
        _zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        foreach (var entry in _zip.Entries)
        {
            if (PointsElsewhere(entry.FullName) || !_entries.TryAdd(entry.FullName, entry))
                throw new InvalidDataException($"refused: it has an entry named '{entry.FullName}' that points elsewhere or occurs twice");
        }

        // PyTorch stores everything as it is, so what the entries claim fits in the file.
        var claimed = _zip.Entries.Sum(entry => (decimal)entry.Length);
        if (claimed > stream.Length)
            throw new InvalidDataException($"refused: its entries claim {claimed} bytes in a file of {stream.Length}, they are compressed or damaged");

        var pickles = _entries.Keys.Where(name => name.Split('/') is [_, Pickle]).ToArray();
        if (pickles.Length != 1)
            throw new InvalidDataException($"it is a zip file with {pickles.Length} entries FOLDER/{Pickle}, a checkpoint has one");
        _folder = pickles[0][..^Pickle.Length];
        CheckByteOrder();
    }

    public byte[] ReadPickle() => Read(Pickle);

    public byte[] Read(string name)
    {
        if (!_entries.TryGetValue(_folder + name, out var entry))
            throw new InvalidDataException($"its entry {name} is missing");
        if (entry.Length > Array.MaxLength)
            throw new InvalidDataException($"its entry {name} has {entry.Length} bytes, expected at most {Array.MaxLength}");

        var bytes = new byte[entry.Length];
        using (var stream = entry.Open())
            stream.ReadExactly(bytes);
        if (Crc32.HashToUInt32(bytes) != entry.Crc32)
            throw new InvalidDataException($"its entry {name} is damaged: the checksum differs");
        return bytes;
    }

    public void Dispose() => _zip.Dispose();

    /// <summary>Finds names that lead out of a folder: nothing is unpacked to a path, so a file with one is refused as hostile.</summary>
    private static bool PointsElsewhere(string name) => name.Split('/', '\\') is var parts && (parts[0] is "" or [_, ':'] || parts.Contains(".."));

    private void CheckByteOrder()
    {
        if (_entries.ContainsKey(_folder + "byteorder") && !Read("byteorder").AsSpan().SequenceEqual("little"u8))
            throw new InvalidDataException("its numbers are big-endian, expected little-endian");
    }
}

/// <summary>Checks that a pickle built plain values that end: no cycle, no bomb of shared lists, no classes.</summary>
internal sealed class PlainValues
{
    private const int MaxDepth = 100;
    private const int MaxValues = 2_000_000;

    private int _seen;

    private PlainValues() { }

    public static void Check(object? value) => new PlainValues().Visit(value, depth: 0);

    private void Visit(object? value, int depth)
    {
        if (depth > MaxDepth)
            throw new InvalidDataException($"its values are nested more than {MaxDepth} deep");
        if (++_seen > MaxValues)
            throw new InvalidDataException($"it unfolds to more than {MaxValues} values");

        switch (value)
        {
            case null or bool or long or double or string or StoredTensor:
                break;
            case OrderedDictionary<object, object?> items:
                foreach (var item in items.Values)
                    Visit(item, depth + 1);
                break;
            case IReadOnlyList<object?> items:
                foreach (var item in items)
                    Visit(item, depth + 1);
                break;
            default:
                throw new InvalidDataException("it holds a class or a storage where a value belongs");
        }
    }
}
