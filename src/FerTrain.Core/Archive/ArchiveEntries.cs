using System.IO.Compression;

namespace FerTrain.Core.Archive;

/// <summary>The entries of a checkpoint's zip file by their name below its one top folder, with sizes and checksums verified.</summary>
internal sealed class ArchiveEntries : IDisposable
{
    private const string Pickle = "data.pkl";

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = [];
    private readonly string _folder;

    public ArchiveEntries(Stream stream)
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
            throw new InvalidDataException($"its entry {name} has {entry.Length} bytes, accepted are up to {Array.MaxLength}");

        var bytes = new byte[entry.Length];
        using (var stream = entry.Open())
            stream.ReadExactly(bytes);
        if (Crc32.Of(bytes) != entry.Crc32)
            throw new InvalidDataException($"its entry {name} is damaged: the checksum differs");
        return bytes;
    }

    public void Dispose() => _zip.Dispose();

    /// <summary>Nothing is ever unpacked to a path; a file that tries is up to no good.</summary>
    private static bool PointsElsewhere(string name) => name.Split('/', '\\') is var parts && (parts[0] is "" or [_, ':'] || parts.Contains(".."));

    private void CheckByteOrder()
    {
        if (_entries.ContainsKey(_folder + "byteorder") && !Read("byteorder").AsSpan().SequenceEqual("little"u8))
            throw new InvalidDataException("its numbers are big-endian, accepted is little-endian");
    }
}
