namespace FerTrain.Core.Archive;

/// <summary>The storages of an archive, each read when it is first asked for.</summary>
internal sealed class StorageTable(ArchiveEntries entries)
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _read = [];

    public Storage Find(string key, ElementType type, long elements)
    {
        if (!_read.TryGetValue(key, out var bytes))
            _read[key] = bytes = entries.Read($"data/{key}");
        if (bytes.Length % type.Size() != 0 || bytes.Length / type.Size() != elements)
            throw new InvalidDataException($"storage {key} should hold {elements} {type} elements and has {bytes.Length} bytes");
        return new(type, bytes);
    }
}
