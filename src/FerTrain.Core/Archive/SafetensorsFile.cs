using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Core.Archive;

/// <summary>
/// Reads and writes Hugging Face's safetensors format: a length, a JSON header that places each tensor, then the tensors.
/// Nothing in such a file can run, so reading only refuses a header that contradicts itself or the file.
/// </summary>
internal static class SafetensorsFile
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
            using var stream = InputFile.Open(path);
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
                throw new InvalidDataException($"its tensors have {stream.Length - stream.Position} bytes, expected at most {Array.MaxLength}");
            var data = new byte[stream.Length - stream.Position];
            stream.ReadExactly(data);
            return new WeightsFile(Tensors(json.RootElement, data), ReadMetadata(json.RootElement));
        }
        catch (Exception error)
            when (error is InvalidDataException or JsonException or EndOfStreamException
                or InvalidOperationException) // the last: names that are half a character
        {
            throw FileProblem.Refused(name, Kind, error);
        }
    }

    /// <summary>Puts tensors of wide elements first, so that each lies at a multiple of its element's size.</summary>
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
            throw new InvalidDataException($"its header claims {length} bytes in a file of {stream.Length}, expected at most {MaxHeader}");
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

/// <summary>Describes one tensor in a safetensors header; <c>Begin</c> and <c>End</c> count from the end of the header.</summary>
internal sealed record SafetensorsEntry(ElementType Type, ImmutableArray<long> Shape, int Begin, int End)
{
    private const int MaxDimensions = 64;

    private static readonly (ElementType Type, string Name)[] Types =
    [
        (ElementType.Float64, "F64"), (ElementType.Float32, "F32"), (ElementType.Float16, "F16"), (ElementType.BFloat16, "BF16"),
        (ElementType.Int64, "I64"), (ElementType.Int32, "I32"), (ElementType.Int16, "I16"), (ElementType.Int8, "I8"),
        (ElementType.UInt8, "U8"), (ElementType.Bool, "BOOL"),
    ];

    public static SafetensorsEntry Read(string name, JsonElement entry, int dataLength)
    {
        if (entry.ValueKind != JsonValueKind.Object || entry.EnumerateObject().Count() != 3
            || !entry.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !entry.TryGetProperty("shape", out var shape) || Numbers(shape) is not { Length: <= MaxDimensions } sides
            || !entry.TryGetProperty("data_offsets", out var offsets) || Numbers(offsets) is not [var begin, var end])
        {
            throw new InvalidDataException($"tensor {name} is not described by a dtype, a shape and two data_offsets");
        }

        if (Types.FirstOrDefault(type => type.Name == dtype.GetString()) is not { Name: not null } known)
            throw new InvalidDataException($"tensor {name} is of type {dtype.GetString()}, expected {string.Join(", ", Types.Select(type => type.Name))}");
        if (begin > end || end > dataLength)
            throw new InvalidDataException($"tensor {name} lies at {begin} to {end}, the file has {dataLength} bytes of data");
        if (Size(sides, known.Type) != end - begin)
            throw new InvalidDataException($"tensor {name} of shape [{string.Join(", ", sides)}] has {end - begin} bytes");
        return new(known.Type, [.. sides], (int)begin, (int)end);
    }

    public static void Write(Utf8JsonWriter json, StoredTensor tensor, long begin)
    {
        json.WriteStartObject();
        json.WriteString("dtype", Types.Single(type => type.Type == tensor.Type).Name);
        json.WriteStartArray("shape");
        foreach (var side in tensor.Shape)
            json.WriteNumberValue(side);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(begin + tensor.Bytes.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Counts the bytes of a tensor; null where no file is that long.</summary>
    private static long? Size(long[] sides, ElementType type)
    {
        try
        {
            return sides.Aggregate((long)type.Size(), (product, side) => checked(product * side));
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>Reads whole numbers of at least 0; null where the array holds anything else.</summary>
    private static long[]? Numbers(JsonElement array)
    {
        if (array.ValueKind != JsonValueKind.Array || array.GetArrayLength() > MaxDimensions)
            return null;
        var numbers = new long[array.GetArrayLength()];
        for (var i = 0; i < numbers.Length; i++)
            if (array[i].ValueKind != JsonValueKind.Number || !array[i].TryGetInt64(out numbers[i]) || numbers[i] < 0)
                return null;
        return numbers;
    }
}
