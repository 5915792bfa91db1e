using System.Collections.Immutable;
using FerTrain.Core;
using FerTrain.Core.Config;
using static TorchSharp.torch;

namespace FerTrain.Augmentation;

/// <summary>Flips images pixel by pixel, for configs without any augmentation that interpolates.</summary>
internal sealed class RandomFlip : IAugmentation
{
    private readonly ImmutableArray<long> _dimensions;

    public RandomFlip(AugmentConfig config)
    {
        long[] across = config.HorizontalFlip ? [3] : [], down = config.VerticalFlip ? [2] : [];
        _dimensions = [.. across, .. down];
    }

    public int ParameterCount => _dimensions.Length;

    public void Sample(RandomStream random, Span<float> parameters)
    {
        foreach (ref var parameter in parameters)
            parameter = random.NextDouble() < 0.5 ? 1 : 0;
    }

    public Tensor Apply(Tensor images, Tensor parameters)
    {
        using var scope = NewDisposeScope();
        var chosen = parameters.to(ScalarType.Bool);
        for (var i = 0; i < _dimensions.Length; i++)
            images = images.flip(_dimensions[i]).where(chosen[TensorIndex.Colon, i].view(-1, 1, 1, 1), images);
        return images.MoveToOuterDisposeScope();
    }
}
