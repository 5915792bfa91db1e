using FerTrain.Torch.Loops;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models.Layers;

/// <summary>A 3x3 convolution of each channel by itself, then a 1x1 convolution across channels; both without bias.</summary>
internal sealed class SeparableConv2d : Module<Tensor, Tensor>
{
    private readonly Conv2d depthwise, pointwise;

    public SeparableConv2d(long inChannels, long outChannels) : base(nameof(SeparableConv2d))
    {
        // Keras counts the fans of h×w×in×1 as h·w·in and h·w, torch those of in×1×h×w the other way round; their sum decides.
        depthwise = KerasLayers.ConvWithoutBias(inChannels, inChannels, kernel: 3, padding: 1, groups: inChannels);
        pointwise = KerasLayers.ConvWithoutBias(inChannels, outChannels, kernel: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var filtered = training && is_grad_enabled() && Maps.Fit(input) ? DepthwiseLoop.Apply(input, depthwise.weight) : depthwise.call(input);
        return pointwise.call(filtered);
    }
}
