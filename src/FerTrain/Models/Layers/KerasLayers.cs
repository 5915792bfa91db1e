using FerTrain.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models.Layers;

/// <summary>Layers with Keras's defaults, which the published models were trained with.</summary>
internal static class KerasLayers
{
    /// <summary>Added to the variance by batch normalisation.</summary>
    public const double Epsilon = 1e-3;

    // A normal distribution that is cut at two standard deviations has this one.
    private const double DeviationOfCutNormal = 0.87962566103423978;

    // Of a normal distribution, within two standard deviations: erf(2 / √2).
    private const double ShareWithinCut = 0.95449973610364159;

    /// <summary>A convolution without bias, its kernel Glorot-uniform; <c>valid</c> unless padded.</summary>
    public static Conv2d ConvWithoutBias(long inChannels, long outChannels, long kernel, long stride = 1, long padding = 0, long groups = 1)
    {
        var conv = Conv2d(inChannels, outChannels, kernel, stride: stride, padding: padding, groups: groups, bias: false);
        _ = init.xavier_uniform_(conv.weight);
        return conv;
    }

    /// <summary>A convolution with zero bias, its kernel Glorot-uniform; <c>valid</c> unless padded.</summary>
    public static Conv2d Conv(long inChannels, long outChannels, long kernel, long stride = 1, long padding = 0)
    {
        var conv = Conv2d(inChannels, outChannels, kernel, stride: stride, padding: padding);
        _ = init.xavier_uniform_(conv.weight);
        _ = init.zeros_(conv.bias!);
        return conv;
    }

    /// <summary><see cref="Conv"/> with <c>same</c> padding at stride 1, for an odd kernel.</summary>
    public static Conv2d SameConv(long inChannels, long outChannels, long kernel) => Conv(inChannels, outChannels, kernel, padding: kernel / 2);

    /// <summary>A dense layer with zero bias, its kernel Glorot-uniform.</summary>
    public static Linear Dense(long inputs, long outputs)
    {
        var dense = Linear(inputs, outputs);
        _ = init.xavier_uniform_(dense.weight);
        _ = init.zeros_(dense.bias!);
        return dense;
    }

    /// <summary>Keras's momentum of 0.99 is 0.01 in torch's sense.</summary>
    public static BatchNorm2d BatchNorm(long channels) => BatchNorm2d(channels, Epsilon, momentum: 0.01);

    /// <summary>Keras's <c>he_normal</c>: cut at two standard deviations, with the variance 2 / fan in after the cut.</summary>
    public static void HeNormal(Parameter kernel)
    {
        var deviation = Math.Sqrt(2.0 / init.CalculateFanInAndFanOut(kernel).fanIn) / DeviationOfCutNormal;
        // By the inverse of the distribution: TorchSharp's trunc_normal_ gives every element the same value.
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        _ = kernel.copy_(kernel.uniform_(-ShareWithinCut, ShareWithinCut).erfinv().Times(deviation * Math.Sqrt(2)).Clamp(-2 * deviation, 2 * deviation));
    }
}
