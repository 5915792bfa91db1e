using System.Buffers.Binary;
using System.Text.Json;
using FerTrain.Core.Errors;

namespace FerTrain.Core.Archive;

/// <summary>
/// Hugging Face's safetensors format: a length, a JSON header that places each tensor, then the tensors. Nothing in such a
/// file can be run; what remains to refuse is a header that contradicts itself or the file.
/// </summary>
public static class SafetensorsFile
{
    private const string Kind = "a safetensors file";
    private const string Metadata = "__metadata__";
    private const int MaxHeader = 1 << 23;
    private const int LengthBytes = 8;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    /// <summary>Reads a file; a missing, damaged or foreign one is a <see cref="UserError"/>.</summary>
    public static WeightsFile Read(string path)
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

    /// <summary>Reads from a seekable stream that errors call <paramref name="name"/>.</summary>
    public static WeightsFile Read(Stream stream, string name)
    {
        try
        {
            var header = ReadHeader(stream);
            using var json = JsonDocument.Parse(header, Strict);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                throw new InvalidDataException("its header is no JSON object");
            if (stream.Length - stream.Position > Array.MaxLength)
                throw new InvalidDataException($"its tensors have {stream.Length - stream.Position} bytes, accepted are up to {Array.MaxLength}");
            var data = new byte[stream.Length - stream.Position];
            stream.ReadExactly(data);
            return new WeightsFile(Tensors(json.RootElement, data), ReadMetadata(json.RootElement));
        }
        catch (Exception error) when (error is InvalidDataException or JsonException or EndOfStreamException or InvalidOperationException) // the last: names that are half a character
        {
            throw FileProblem.Refused(name, Kind, error);
        }
    }

    /// <summary>Tensors of wide elements come first, so that each lies at a multiple of its element's size.</summary>
    public static void Write(Stream stream, WeightsFile weights)
    {
        var placed = weights.Tensors.OrderByDescending(item => item.Value.Type.Size()).ToArray();
        var header = Header(placed, weights.Metadata);
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, tensor) in placed)
            stream.Write(tensor.Bytes.Span);
    }

    private static byte[] ReadHeader(Stream stream)
    {
        if (stream.Length == 0)
            throw new InvalidDataException("it is empty");
        Span<byte> start = stackalloc byte[LengthBytes];
        stream.ReadExactly(start);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length > (ulong)(stream.Length - LengthBytes) || length > MaxHeader)
            throw new InvalidDataException($"its header claims {length} bytes in a file of {stream.Length}, accepted are up to {MaxHeader}");
        var header = new byte[length];
        stream.ReadExactly(header);
        return header;
    }

    private static OrderedDictionary<string, StoredTensor> Tensors(JsonElement root, byte[] data)
    {
        var tensors = new OrderedDictionary<string, StoredTensor>();
        var end = 0;
        foreach (var (name, entry) in root.EnumerateObject().Where(item => item.Name != Metadata)
            .Select(item => (item.Name, Entry: SafetensorsEntry.Read(item.Name, item.Value, data.Length)))
            .OrderBy(item => item.Entry.Begin).ThenBy(item => item.Entry.End))
        {
            if (entry.Begin != end)
                throw new InvalidDataException($"tensor {name} begins at {entry.Begin}, the one before it ends at {end}");
            end = entry.End;
            tensors.Add(name, new StoredTensor(entry.Type, entry.Shape, data.AsMemory(entry.Begin, entry.End - entry.Begin)));
        }

        if (end != data.Length)
            throw new InvalidDataException($"its tensors end at {end}, the file's data at {data.Length}");
        return tensors;
    }

    private static Dictionary<string, string> ReadMetadata(JsonElement root)
    {
        if (!root.TryGetProperty(Metadata, out var metadata))
            return [];
        if (metadata.ValueKind != JsonValueKind.Object || metadata.EnumerateObject().Any(item => item.Value.ValueKind != JsonValueKind.String))
            throw new InvalidDataException($"its {Metadata} is no map of texts");
        return metadata.EnumerateObject().ToDictionary(item => item.Name, item => item.Value.GetString()!);
    }

    private static byte[] Header(IReadOnlyList<KeyValuePair<string, StoredTensor>> placed, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(Metadata);
            foreach (var (key, value) in metadata)
                json.WriteString(key, value);
            json.WriteEndObject();
            var begin = 0L;
            foreach (var (name, tensor) in placed)
            {
                json.WritePropertyName(name);
                SafetensorsEntry.Write(json, tensor, begin);
                begin += tensor.Bytes.Length;
            }

            json.WriteEndObject();
        }

        while (buffer.Length % LengthBytes != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }
}
