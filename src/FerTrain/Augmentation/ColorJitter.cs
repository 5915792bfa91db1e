using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Torch;
using static TorchSharp.torch;

namespace FerTrain.Augmentation;

/// <summary>Changes an image's contrast about its mean, then its brightness, within 0 to 255.</summary>
internal sealed class ColorJitter(AugmentConfig config) : IAugmentation
{
    public int ParameterCount => 2;

    // brightness (contrast (x - mean) + mean) = gain x + lift mean
    public void Sample(RandomStream random, Span<float> parameters)
    {
        var brightness = random.Uniform(1 - config.Brightness, 1 + config.Brightness);
        var contrast = random.Uniform(1 - config.Contrast, 1 + config.Contrast);
        parameters[0] = (float)(brightness * contrast);
        parameters[1] = (float)(brightness * (1 - contrast));
    }

    public Tensor Apply(Tensor images, Tensor parameters)
    {
        using var scope = NewDisposeScope();
        var (gain, lift) = (parameters[TensorIndex.Colon, 0].view(-1, 1, 1, 1), parameters[TensorIndex.Colon, 1].view(-1, 1, 1, 1));
        var jittered = (images * gain).Plus(images.mean([1, 2, 3], keepdim: true) * lift);
        return jittered.Clamp(0, 255).MoveToOuterDisposeScope();
    }
}
