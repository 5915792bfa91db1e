using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace FerTrain.Models;

/// <summary>Layers with Keras's defaults, which the published models were trained with.</summary>
internal static class KerasLayers
{
    /// <summary>A convolution without bias, its kernel Glorot-uniform; <c>valid</c> unless padded.</summary>
    public static Conv2d ConvWithoutBias(long inChannels, long outChannels, long kernel, long stride = 1, long padding = 0, long groups = 1)
    {
        var conv = Conv2d(inChannels, outChannels, kernel, stride: stride, padding: padding, groups: groups, bias: false);
        _ = init.xavier_uniform_(conv.weight);
        return conv;
    }

    /// <summary>A convolution with zero bias and <c>same</c> padding at stride 1, its kernel Glorot-uniform.</summary>
    public static Conv2d SameConv(long inChannels, long outChannels, long kernel)
    {
        var conv = Conv2d(inChannels, outChannels, kernel, padding: kernel / 2);
        _ = init.xavier_uniform_(conv.weight);
        _ = init.zeros_(conv.bias!);
        return conv;
    }

    /// <summary>Keras's momentum of 0.99 is 0.01 in torch's sense.</summary>
    public static BatchNorm2d BatchNorm(long channels) => BatchNorm2d(channels, eps: 1e-3, momentum: 0.01);
}
