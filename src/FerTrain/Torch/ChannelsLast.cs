using static TorchSharp.torch;

namespace FerTrain.Torch;

/// <summary>
/// Converts tensors to the memory format channels_last (NHWC), in which libtorch's convolutions are faster. TorchSharp has
/// no memory formats, so the strides express it.
/// </summary>
internal static class ChannelsLast
{
    /// <summary>Copies a tensor N×C×H×W to channels_last.</summary>
    public static Tensor Copy(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var shape = maps.shape;
        // With one channel both formats have the same values, and only these strides mean channels_last.
        var copy = shape[1] == 1
            ? maps.contiguous().as_strided(shape, [shape[2] * shape[3], 1, shape[3], 1])
            : maps.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        return copy.MoveToOuterDisposeScope();
    }

    /// <summary>Converts the kernels of a network; its convolutions then compute in channels_last.</summary>
    public static void Convert(nn.Module network)
    {
        using var quiet = no_grad();
        foreach (var kernel in network.parameters().Where(parameter => parameter.ndim == 4))
        {
            using var copy = Copy(kernel);
            _ = kernel.set_(copy);
        }
    }
}
