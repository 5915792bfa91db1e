using System.Collections.Immutable;
using System.Text.Json;

namespace FerTrain.Core.Archive;

/// <summary>What a safetensors header says of one tensor; its place is counted from the end of the header.</summary>
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
            throw new InvalidDataException($"tensor {name} is of type {dtype.GetString()}, accepted are {string.Join(", ", Types.Select(type => type.Name))}");
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

    /// <summary>In bytes, or null where that is beyond any file.</summary>
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

    /// <summary>Whole numbers of at least 0, or null where it holds anything else.</summary>
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
