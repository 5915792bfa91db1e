namespace TorchSharp;

/// <summary>A number whose kind (floating point, whole, truth value) is kept until the operator needs it.</summary>
public sealed class Scalar
{
    private Scalar(object value) => Value = value;

    /// <summary>A <see cref="double"/>, <see cref="long"/> or <see cref="bool"/>.</summary>
    internal object Value { get; }

    public static implicit operator Scalar(int value) => new((long)value);
    public static implicit operator Scalar(long value) => new(value);
    public static implicit operator Scalar(float value) => new((double)value);
    public static implicit operator Scalar(double value) => new(value);
    public static implicit operator Scalar(bool value) => new(value);
}
