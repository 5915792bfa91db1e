using System.Runtime.InteropServices;
using FerTrain.Core.Archive;
using FerTrain.Core.Errors;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>Converts tensors to and from the form in which a file holds them.</summary>
internal static class TensorStorage
{
    private static readonly (ScalarType Torch, ElementType Stored)[] Types =
    [
        (ScalarType.Float32, ElementType.Float32),
        (ScalarType.Float64, ElementType.Float64),
        (ScalarType.Int64, ElementType.Int64),
        (ScalarType.Byte, ElementType.UInt8),
    ];

    /// <summary>Copies the elements in logical order.</summary>
    public static StoredTensor Store(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var local = tensor.detach().cpu().contiguous();
        return new StoredTensor(TypeOf(local), [.. local.shape], local.bytes.ToArray());
    }

    /// <summary>Stores a number as a tensor without dimensions: torch 1.13 refuses a pickle that holds a float.</summary>
    public static StoredTensor Store(double number) => new(ElementType.Float64, [], BitConverter.GetBytes(number));

    public static StoredTensor Store(IReadOnlyList<float> numbers) =>
        new(ElementType.Float32, [numbers.Count], MemoryMarshal.AsBytes<float>([.. numbers]).ToArray());

    public static OrderedDictionary<object, object?> Store(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var result = new OrderedDictionary<object, object?>();
        foreach (var (name, tensor) in tensors)
            result.Add(name, Store(tensor));
        return result;
    }

    /// <summary>Makes a new tensor with the stored elements.</summary>
    public static Tensor Load(StoredTensor stored, string name)
    {
        if (!Types.Any(t => t.Stored == stored.Type)) throw new UserError($"{name} is {stored}, expected: {string.Join(", ", Types.Select(t => t.Stored))}.");
        var tensor = zeros([.. stored.Shape], Types.Single(t => t.Stored == stored.Type).Torch);
        stored.Bytes.Span.CopyTo(tensor.bytes);
        return tensor;
    }

    /// <summary>Overwrites a tensor with stored elements of the same type and shape.</summary>
    /// <exception cref="UserError">Type or shape differ.</exception>
    public static void CopyTo(this StoredTensor stored, Tensor target, string name)
    {
        if (stored.Type != TypeOf(target) || !stored.Shape.AsSpan().SequenceEqual(target.shape))
            throw new UserError($"{name} is {stored}, the model needs {Describe(target)}.");
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var source = zeros(target.shape, target.dtype);
        stored.Bytes.Span.CopyTo(source.bytes);
        _ = target.copy_(source);
    }

    /// <summary>Overwrites tensors with the stored ones of the same names.</summary>
    public static void CopyTo(OrderedDictionary<object, object?> stored, Dictionary<string, Tensor> target)
    {
        foreach (var (name, tensor) in target)
            ((StoredTensor)stored[name]!).CopyTo(tensor, name);
    }

    public static ElementType TypeOf(Tensor tensor) => Types.Single(t => t.Torch == tensor.dtype).Stored;

    public static string Describe(Tensor tensor) => $"{TypeOf(tensor)} [{string.Join(", ", tensor.shape)}]";
}
