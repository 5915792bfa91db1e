using System.Collections.Immutable;

namespace FerTrain.Core.Archive;

/// <summary>A tensor as it lies in a file: contiguous, row-major, little-endian.</summary>
public sealed class StoredTensor
{
    public StoredTensor(ElementType type, ImmutableArray<long> shape, ReadOnlyMemory<byte> bytes)
    {
        var expected = shape.Aggregate((long)type.Size(), (product, side) => checked(product * side));
        if (shape.Any(side => side < 0) || expected != bytes.Length)
            throw new ArgumentException($"A {type} tensor of shape [{string.Join(", ", shape)}] has {expected} bytes, not {bytes.Length}.", nameof(bytes));
        (Type, Shape, Bytes) = (type, shape, bytes);
    }

    public ElementType Type { get; }

    public ImmutableArray<long> Shape { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    public StoredTensor Reshape(params ImmutableArray<long> shape) => new(Type, shape, Bytes);

    /// <summary>The same elements with axis n of the result being axis <c>axes[n]</c> of this.</summary>
    public StoredTensor Permute(params int[] axes)
    {
        var strides = TensorBuilder.ContiguousStrides(Shape.AsSpan());
        var shape = Array.ConvertAll(axes, axis => Shape[axis]);
        return new(Type, [.. shape], TensorBuilder.Gather(new Storage(Type, Bytes), 0, shape, Array.ConvertAll(axes, axis => strides[axis])));
    }

    public override string ToString() => $"{Type} [{string.Join(", ", Shape)}]";
}
