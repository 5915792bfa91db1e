using System.Collections.Immutable;

namespace FerTrain.Core.Archive;

/// <summary>Turns views of storages into contiguous tensors, copying only what does not lie contiguous already.</summary>
internal sealed class TensorBuilder(long copyBudget)
{
    private const int MaxDimensions = 64;

    private long _copyBudget = copyBudget;

    public StoredTensor Build(Storage storage, long offset, long[] shape, long[] strides)
    {
        var elements = CheckedElements(storage, offset, shape, strides);
        var size = storage.Type.Size();
        if (elements == 0 || strides.AsSpan().SequenceEqual(ContiguousStrides(shape)))
            return new(storage.Type, [.. shape], elements == 0 ? default : storage.Bytes.Slice((int)(offset * size), (int)(elements * size)));

        // A stride of 0 lets a few bytes claim to be a tensor of any size.
        if (elements > Math.Min(_copyBudget, Array.MaxLength) / size)
            throw new InvalidDataException($"its tensors unfold to far more than the file holds, one of shape [{string.Join(", ", shape)}]");
        _copyBudget -= elements * size;
        return new(storage.Type, [.. shape], Gather(storage, offset, shape, strides));
    }

    public static long[] ContiguousStrides(ReadOnlySpan<long> shape)
    {
        var strides = new long[shape.Length];
        var step = 1L;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = step;
            step = checked(step * Math.Max(shape[axis], 1));
        }

        return strides;
    }

    private static long CheckedElements(Storage storage, long offset, long[] shape, long[] strides)
    {
        if (shape.Length != strides.Length || shape.Length > MaxDimensions || offset < 0 || shape.Any(side => side < 0) || strides.Any(stride => stride < 0))
            throw Outside(storage, offset, shape, strides);
        try
        {
            var (elements, last) = (1L, offset);
            foreach (var (side, stride) in shape.Zip(strides))
            {
                elements = checked(elements * Math.Max(side, 1));
                last = checked(last + Math.Max(side - 1, 0) * stride);
            }

            _ = checked(elements * storage.Type.Size());
            if (shape.Contains(0))
                return 0;
            return last < storage.Elements ? elements : throw Outside(storage, offset, shape, strides);
        }
        catch (OverflowException)
        {
            throw Outside(storage, offset, shape, strides);
        }
    }

    private static InvalidDataException Outside(Storage storage, long offset, long[] shape, long[] strides) =>
        new($"a tensor of shape [{string.Join(", ", shape.Take(MaxDimensions))}], strides [{string.Join(", ", strides.Take(MaxDimensions))}] at offset {offset} lies outside its storage of {storage.Elements} elements");

    public static byte[] Gather(Storage storage, long offset, long[] shape, long[] strides)
    {
        var size = storage.Type.Size();
        var source = storage.Bytes.Span;
        var copy = new byte[shape.Aggregate((long)size, (product, side) => product * side)];
        var index = new long[shape.Length];
        for (var written = 0; written < copy.Length; written += size)
        {
            source.Slice((int)(offset * size), size).CopyTo(copy.AsSpan(written));
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                offset += strides[axis];
                if (++index[axis] < shape[axis])
                    break;
                offset -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }

        return copy;
    }
}

/// <summary>Holds the elements that one or more tensors are views of.</summary>
internal sealed record Storage(ElementType Type, ReadOnlyMemory<byte> Bytes)
{
    public long Elements => Bytes.Length / Type.Size();
}

/// <summary>Reads the storages of an archive, each when it is first needed.</summary>
internal sealed class StorageTable(CheckpointEntries entries)
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
