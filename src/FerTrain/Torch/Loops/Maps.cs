using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Torch.Loops;

/// <summary>What the loops ask of maps N×C×H×W.</summary>
internal static class Maps
{
    /// <summary>Elements of a vector.</summary>
    public const int Lanes = 16;

    /// <summary>Whether the loops compute them: float32 or bfloat16 on the CPU, their channels side by side.</summary>
    public static bool Fit(Tensor maps) =>
        AreNumbers(maps) && maps.ndim == 4 && maps.shape is [> 0, var channels, > 0 and var height, > 0 and var width]
        && channels > 0 && AreChannelsLast(maps.stride(), channels, height, width);

    /// <summary>Whether tensors are of a type that the loops compute with, on the CPU.</summary>
    public static bool AreNumbers(Tensor tensor) =>
        StableAbi.IsAvailable && tensor.device_type == DeviceType.CPU && tensor.dtype is ScalarType.Float32 or ScalarType.BFloat16;

    /// <summary>The same values with their channels side by side and of that type; the tensor itself where it is like that already.</summary>
    public static Tensor Like(Tensor maps, ScalarType type)
    {
        var typed = maps.dtype == type ? maps : maps.to(type);
        var shape = typed.shape;
        return AreChannelsLast(typed.stride(), shape[1], shape[2], shape[3]) ? typed : ChannelsLast.Of(typed);
    }

    /// <summary>Empty maps with their channels side by side.</summary>
    public static Tensor Empty(long count, long channels, long height, long width, ScalarType type) =>
        empty_strided([count, channels, height, width], [channels * height * width, 1, width * channels, channels], type);

    /// <summary>The channels of such maps repeat: whole groups of vectors do so after so many elements.</summary>
    public static int Period(long channels, int vectors = 1)
    {
        long a = channels, b = Lanes * vectors;
        while (b > 0) (a, b) = (b, a % b);
        return (int)(channels / a * (Lanes * vectors));
    }

    // The stride of a dimension of one place says nothing.
    private static bool AreChannelsLast(long[] strides, long channels, long height, long width) =>
        (channels == 1 || strides[1] == 1) && (width == 1 || strides[3] == channels) && (height == 1 || strides[2] == width * channels)
        && strides[0] == height * width * channels;
}
