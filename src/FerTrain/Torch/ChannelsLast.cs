using static TorchSharp.torch;

namespace FerTrain.Torch;

/// <summary>
/// Maps whose channels lie side by side in memory (NHWC), which libtorch's convolutions compute faster than one channel
/// after another. TorchSharp takes no memory format, so it is told by strides.
/// </summary>
internal static class ChannelsLast
{
    /// <summary>A copy of N×C×H×W in that order.</summary>
    public static Tensor Of(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var shape = maps.shape;
        // Of one channel both orders are the same values, and only these strides say which is meant.
        var copy = shape[1] == 1
            ? maps.contiguous().as_strided(shape, [shape[2] * shape[3], 1, shape[3], 1])
            : maps.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        return copy.MoveToOuterDisposeScope();
    }

    /// <summary>Lays the kernels of a network out in that order; its convolutions then compute and answer in it.</summary>
    public static void Lay(nn.Module network)
    {
        using var quiet = no_grad();
        foreach (var kernel in network.parameters().Where(parameter => parameter.ndim == 4))
        {
            using var laid = Of(kernel);
            _ = kernel.set_(laid);
        }
    }
}
