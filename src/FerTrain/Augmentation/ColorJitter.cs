using FerTrain.Core;
using FerTrain.Core.Config;
using static TorchSharp.torch;

namespace FerTrain.Augmentation;

/// <summary>Contrast about an image's mean, then brightness, within 0 to 255.</summary>
internal sealed class ColorJitter(AugmentConfig config) : IAugmentation
{
    public int NumbersPerImage => 2;

    // brightness (contrast (x - mean) + mean) = gain x + lift mean
    public void Draw(RandomStream random, Span<float> numbers)
    {
        var brightness = random.Uniform(1 - config.Brightness, 1 + config.Brightness);
        var contrast = random.Uniform(1 - config.Contrast, 1 + config.Contrast);
        numbers[0] = (float)(brightness * contrast);
        numbers[1] = (float)(brightness * (1 - contrast));
    }

    public Tensor Apply(Tensor greys, Tensor numbers)
    {
        using var scope = NewDisposeScope();
        var (gain, lift) = (numbers[TensorIndex.Colon, 0].view(-1, 1, 1, 1), numbers[TensorIndex.Colon, 1].view(-1, 1, 1, 1));
        var toned = greys * gain + greys.mean([1, 2, 3], keepdim: true) * lift;
        return toned.clamp(0, 255).MoveToOuterDisposeScope();
    }
}
