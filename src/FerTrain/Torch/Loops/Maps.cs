using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Torch.Loops;

/// <summary>Checks and makes feature maps N×C×H×W for the loops.</summary>
internal static class Maps
{
    /// <summary>The number of elements in a vector.</summary>
    public const int Lanes = 16;

    /// <summary>Whether the loops compute these maps: float32 or bfloat16, channels_last, on the CPU.</summary>
    public static bool Fit(Tensor maps) =>
        AreNumbers(maps) && maps.ndim == 4 && maps.shape is [> 0, var channels, > 0 and var height, > 0 and var width]
        && channels > 0 && AreChannelsLast(maps.stride(), channels, height, width);

    /// <summary>Whether these are tensors of float32 or bfloat16 on the CPU.</summary>
    public static bool AreNumbers(Tensor tensor) =>
        StableAbi.IsAvailable && tensor.device_type == DeviceType.CPU && tensor.dtype is ScalarType.Float32 or ScalarType.BFloat16;

    /// <summary>Converts maps to channels_last and a type; returns the tensor itself if it fits already.</summary>
    public static Tensor Like(Tensor maps, ScalarType type)
    {
        var typed = maps.dtype == type ? maps : maps.to(type);
        var shape = typed.shape;
        if (AreChannelsLast(typed.stride(), shape[1], shape[2], shape[3])) return typed;
        var copy = ChannelsLast.Copy(typed);
        if (!ReferenceEquals(typed, maps)) typed.Dispose();
        return copy;
    }

    /// <summary>Creates uninitialized maps in channels_last.</summary>
    public static Tensor Empty(long count, long channels, long height, long width, ScalarType type) =>
        empty_strided([count, channels, height, width], [channels * height * width, 1, width * channels, channels], type);

    /// <summary>Returns the number of elements after which whole groups of vectors begin with the same channel again.</summary>
    public static int Period(long channels, int vectors = 1)
    {
        long a = channels, b = Lanes * vectors;
        while (b > 0) (a, b) = (b, a % b);
        return (int)(channels / a * (Lanes * vectors));
    }

    // The stride of a dimension of size 1 has no meaning.
    private static bool AreChannelsLast(long[] strides, long channels, long height, long width) =>
        (channels == 1 || strides[1] == 1) && (width == 1 || strides[3] == channels) && (height == 1 || strides[2] == width * channels)
        && strides[0] == height * width * channels;
}

/// <summary>Loads and stores elements of maps as float32, sixteen at a time.</summary>
internal unsafe interface IElements
{
    /// <summary>The size of an element in bytes.</summary>
    static abstract int Size { get; }

    static abstract Vector512<float> Load(void* from, long index);

    static abstract void Store(void* to, long index, Vector512<float> values);

    static abstract float LoadOne(void* from, long index);

    static abstract void StoreOne(void* to, long index, float value);
}

internal readonly unsafe struct Float32 : IElements
{
    public static int Size => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(void* from, long index) => Vector512.Load((float*)from + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(void* to, long index, Vector512<float> values) => values.Store((float*)to + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LoadOne(void* from, long index) => ((float*)from)[index];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreOne(void* to, long index, float value) => ((float*)to)[index] = value;
}

/// <summary>The upper half of a float32, stored rounded to nearest, ties to even.</summary>
internal readonly unsafe struct BFloat16 : IElements
{
    public static int Size => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(void* from, long index)
    {
        var halves = Vector256.Load((ushort*)from + index);
        var words = Avx512F.IsSupported ? Avx512F.ConvertToVector512UInt32(halves) : Vector512.Create(Vector256.WidenLower(halves), Vector256.WidenUpper(halves));
        return (words << 16).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(void* to, long index, Vector512<float> values)
    {
        var words = values.AsUInt32();
        var rounded = (words + Vector512.Create(0x7FFFu) + ((words >> 16) & Vector512<uint>.One)) >> 16;
        var quiet = (words >> 16) | Vector512.Create(0x40u); // rounding could turn a NaN into an infinity
        var bits = Vector512.ConditionalSelect(Vector512.Equals(values, values).AsUInt32(), rounded, quiet);
        var halves = Avx512F.IsSupported ? Avx512F.ConvertToVector256UInt16(bits) : Vector256.Narrow(bits.GetLower(), bits.GetUpper());
        halves.Store((ushort*)to + index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LoadOne(void* from, long index) => BitConverter.UInt32BitsToSingle((uint)((ushort*)from)[index] << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreOne(void* to, long index, float value)
    {
        var word = BitConverter.SingleToUInt32Bits(value);
        ((ushort*)to)[index] = (ushort)(float.IsNaN(value) ? (word >> 16) | 0x40 : (word + 0x7FFF + ((word >> 16) & 1)) >> 16);
    }
}
