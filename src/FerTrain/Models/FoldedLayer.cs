using FerTrain.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FerTrain.Models;

/// <summary>A step of a <see cref="FoldedGraph"/>.</summary>
/// <param name="Layer">What computes it.</param>
/// <param name="Name">The layer whose result it gives: of a convolution that is normalised, the BatchNorm.</param>
/// <param name="Kernel">Of such a convolution, with the BatchNorm in it.</param>
/// <param name="Bias">Likewise.</param>
internal sealed record FoldedLayer(GraphLayer Layer, string Name, Tensor? Kernel = null, Tensor? Bias = null)
{
    internal static FoldedLayer Of(GraphLayer layer, Conv2d conv, GraphLayer norm)
    {
        using var scope = NewDisposeScope();
        var batchNorm = (BatchNorm2d)norm.Module;
        var (mean, variance, shift) = (batchNorm.running_mean!, batchNorm.running_var!, batchNorm.bias!); // every model's has them
        var scale = batchNorm.weight / variance.Plus(batchNorm.eps).sqrt();
        var centred = conv.bias is null ? mean.Times(-1) : conv.bias - mean;
        var (kernel, bias) = (conv.weight * scale.view(-1, 1, 1, 1), (centred * scale).Plus(shift));
        return new FoldedLayer(layer, norm.Name, kernel.DetachFromDisposeScope(), bias.DetachFromDisposeScope());
    }
}
