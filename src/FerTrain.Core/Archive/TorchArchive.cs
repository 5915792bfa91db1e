using System.IO.Compression;
using FerTrain.Core.Errors;

namespace FerTrain.Core.Archive;

/// <summary>
/// PyTorch's checkpoint format, the one of <c>torch.save</c> and <c>torch.load(weights_only=True)</c>, without PyTorch.
/// A value is null, a bool, long, double or string, a <see cref="StoredTensor"/>, an <c>IReadOnlyList&lt;object?&gt;</c>
/// of values or an <c>OrderedDictionary&lt;object, object?&gt;</c> of them with strings or whole numbers as keys.
/// </summary>
public static class TorchArchive
{
    private const int MaxPickle = 1 << 24;
    private const long FreeCopies = 1 << 24;

    /// <summary>Zip's first day: the same value gives the same bytes at any time.</summary>
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
            using var stream = File.OpenRead(path);
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
            using var entries = new ArchiveEntries(stream);
            var pickle = entries.ReadPickle();
            if (pickle.Length > MaxPickle)
                throw new InvalidDataException($"its data.pkl has {pickle.Length} bytes, accepted are up to {MaxPickle}");
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
