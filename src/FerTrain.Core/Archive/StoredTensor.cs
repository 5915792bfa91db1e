using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace FerTrain.Core.Archive;

/// <summary>Holds a tensor as it lies in a file: contiguous, row-major, little-endian.</summary>
internal sealed class StoredTensor
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

    /// <summary>Reorders the axes: axis n of the result is axis <c>axes[n]</c> of this tensor.</summary>
    public StoredTensor Permute(params int[] axes)
    {
        var strides = TensorBuilder.ContiguousStrides(Shape.AsSpan());
        var shape = Array.ConvertAll(axes, axis => Shape[axis]);
        return new(Type, [.. shape], TensorBuilder.Gather(new Storage(Type, Bytes), 0, shape, Array.ConvertAll(axes, axis => strides[axis])));
    }

    /// <summary>False where a number is infinite or none.</summary>
    public bool IsFinite() => Type switch
    {
        ElementType.Float32 => !MemoryMarshal.Cast<byte, float>(Bytes.Span).ContainsAnyExceptInRange(float.MinValue, float.MaxValue),
        ElementType.Float64 => !MemoryMarshal.Cast<byte, double>(Bytes.Span).ContainsAnyExceptInRange(double.MinValue, double.MaxValue),
        _ => true,
    };

    public override string ToString() => $"{Type} [{string.Join(", ", Shape)}]";
}

/// <summary>Converts stored numbers from one floating-point type to another, or from one integer type to another.</summary>
internal static class ElementConversion
{
    /// <summary>Converts to float32 or int64; null where the numbers are of the other kind.</summary>
    public static StoredTensor? As(this StoredTensor tensor, ElementType type) => (tensor.Type, type) switch
    {
        var (from, to) when from == to => tensor,
        (ElementType.Float64, ElementType.Float32) => Convert<double, float>(tensor, type, number => (float)number),
        (ElementType.Float16, ElementType.Float32) => Convert<Half, float>(tensor, type, number => (float)number),
        (ElementType.BFloat16, ElementType.Float32) => Convert<ushort, float>(tensor, type, bits => BitConverter.UInt32BitsToSingle((uint)bits << 16)),
        (ElementType.Int32, ElementType.Int64) => Convert<int, long>(tensor, type, number => number),
        (ElementType.Int16, ElementType.Int64) => Convert<short, long>(tensor, type, number => number),
        (ElementType.Int8, ElementType.Int64) => Convert<sbyte, long>(tensor, type, number => number),
        (ElementType.UInt8, ElementType.Int64) => Convert<byte, long>(tensor, type, number => number),
        _ => null,
    };

    private static StoredTensor Convert<TFrom, TTo>(StoredTensor tensor, ElementType type, Func<TFrom, TTo> convert)
        where TFrom : unmanaged
        where TTo : unmanaged
    {
        var source = MemoryMarshal.Cast<byte, TFrom>(tensor.Bytes.Span);
        var bytes = new byte[source.Length * type.Size()];
        var target = MemoryMarshal.Cast<byte, TTo>(bytes.AsSpan());
        for (var i = 0; i < source.Length; i++)
            target[i] = convert(source[i]);
        return new(type, tensor.Shape, bytes);
    }
}
