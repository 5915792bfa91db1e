using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>An operator's argument before it is laid out for the shim; null stands for "none".</summary>
internal readonly struct Argument
{
    private Argument(Tag tag, long integer = 0, double real = 0, object? list = null) =>
        (Tag, Integer, Real, List) = (tag, integer, real, list);

    internal Tag Tag { get; }
    internal long Integer { get; }
    internal double Real { get; }

    /// <summary>The tensor, array or string behind the tags that need one.</summary>
    internal object? List { get; }

    internal static Argument None => default;
    internal static Argument Default => new(Tag.Default);

    public static implicit operator Argument(Tensor? tensor) => tensor is null ? None : new(Tag.Tensor, list: tensor);
    public static implicit operator Argument(long integer) => new(Tag.Int, integer);
    public static implicit operator Argument(long? integer) => integer is { } value ? value : None;
    public static implicit operator Argument(double real) => new(Tag.Double, real: real);
    public static implicit operator Argument(double? real) => real is { } value ? value : None;
    public static implicit operator Argument(bool flag) => new(Tag.Bool, flag ? 1 : 0);
    public static implicit operator Argument(long[]? items) => items is null ? None : new(Tag.Ints, list: items);
    public static implicit operator Argument(double[]? items) => items is null ? None : new(Tag.Doubles, list: items);
    public static implicit operator Argument(Tensor?[] tensors) => new(Tag.Tensors, list: tensors);
    public static implicit operator Argument(string? text) => text is null ? None : new(Tag.String, list: text);
    public static implicit operator Argument(ScalarType type) => (long)type;
    public static implicit operator Argument(ScalarType? type) => type is { } value ? value : None;
    public static implicit operator Argument(Device? device) =>
        device is null ? None : new(Tag.Device, (uint)device.type | ((long)device.index << 32));
    public static implicit operator Argument(Scalar? scalar) => scalar switch
    {
        null => None,
        { Value: double real } => real,
        { Value: bool flag } => flag,
        { Value: var integer } => (long)integer,
    };
}
