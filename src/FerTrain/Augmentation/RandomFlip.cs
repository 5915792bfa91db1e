using System.Collections.Immutable;
using FerTrain.Core;
using FerTrain.Core.Config;
using static TorchSharp.torch;

namespace FerTrain.Augmentation;

/// <summary>Mirrors images pixel by pixel where nothing else moves them.</summary>
internal sealed class RandomFlip : IAugmentation
{
    private readonly ImmutableArray<long> _dimensions;

    public RandomFlip(AugmentConfig config)
    {
        long[] across = config.HorizontalFlip ? [3] : [], down = config.VerticalFlip ? [2] : [];
        _dimensions = [.. across, .. down];
    }

    public int NumbersPerImage => _dimensions.Length;

    public void Draw(RandomStream random, Span<float> numbers)
    {
        foreach (ref var number in numbers)
            number = random.NextDouble() < 0.5 ? 1 : 0;
    }

    public Tensor Apply(Tensor greys, Tensor numbers)
    {
        using var scope = NewDisposeScope();
        var chosen = numbers.to(ScalarType.Bool);
        for (var i = 0; i < _dimensions.Length; i++)
            greys = greys.flip(_dimensions[i]).where(chosen[TensorIndex.Colon, i].view(-1, 1, 1, 1), greys);
        return greys.MoveToOuterDisposeScope();
    }
}
