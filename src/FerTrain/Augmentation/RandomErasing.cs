using FerTrain.Core;
using FerTrain.Core.Config;
using static TorchSharp.torch;

namespace FerTrain.Augmentation;

/// <summary>Random erasing (Zhong et al., 2017): with some probability a rectangle becomes one grey.</summary>
internal sealed class RandomErasing(AugmentConfig config) : IAugmentation
{
    private const double LeastArea = 0.02, MostArea = 0.33, MostRatio = 1 / 0.3;

    public int NumbersPerImage => 4;

    public void Draw(RandomStream random, Span<float> numbers)
    {
        // Of size zero, a box holds no pixel's centre.
        var box = random.NextDouble() < config.RandomErasing ? Box.Draw(random, random.Uniform(LeastArea, MostArea), MostRatio) : default;
        numbers[0] = (float)(2 * box.Left - 1);
        numbers[1] = (float)(2 * (box.Left + box.Width) - 1);
        numbers[2] = (float)(2 * box.Top - 1);
        numbers[3] = (float)(2 * (box.Top + box.Height) - 1);
    }

    public Tensor Apply(Tensor greys, Tensor numbers)
    {
        using var scope = NewDisposeScope();
        var centres = PixelCentres.Of((int)greys.shape[^1], greys.device);
        Tensor Edge(int index) => numbers[TensorIndex.Colon, index].view(-1, 1, 1, 1);
        Tensor Between(Tensor places, int edge) => places.gt(Edge(edge)).logical_and(places.lt(Edge(edge + 1)));

        var erased = Between(centres.view(1, 1, 1, -1), 0).logical_and(Between(centres.view(1, 1, -1, 1), 2));
        return greys.masked_fill(erased, config.FillValue).MoveToOuterDisposeScope();
    }
}
