using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Torch;
using static TorchSharp.torch;

namespace FerTrain.Augmentation;

/// <summary>Erases a random rectangle of an image with some probability (Zhong et al., 2017).</summary>
internal sealed class RandomErasing(AugmentConfig config) : IAugmentation
{
    private const double MinArea = 0.02, MaxArea = 0.33, MaxRatio = 1 / 0.3;

    public int ParameterCount => 4;

    public void Sample(RandomStream random, Span<float> parameters)
    {
        // A box of size zero contains no pixel centre, so nothing is erased.
        var box = random.NextDouble() < config.RandomErasing ? RelativeBox.Sample(random, random.Uniform(MinArea, MaxArea), MaxRatio) : default;
        parameters[0] = (float)(2 * box.Left - 1);
        parameters[1] = (float)(2 * (box.Left + box.Width) - 1);
        parameters[2] = (float)(2 * box.Top - 1);
        parameters[3] = (float)(2 * (box.Top + box.Height) - 1);
    }

    public Tensor Apply(Tensor images, Tensor parameters)
    {
        using var scope = NewDisposeScope();
        var centres = ImageCoordinates.PixelCentres((int)images.shape[^1], images.device);
        Tensor Edge(int index) => parameters[TensorIndex.Colon, index].view(-1, 1, 1, 1);
        Tensor Between(Tensor coordinates, int edge) => coordinates.gt(Edge(edge)).logical_and(coordinates.lt(Edge(edge + 1)));

        var erased = Between(centres.view(1, 1, 1, -1), 0).logical_and(Between(centres.view(1, 1, -1, 1), 2));
        return images.MaskedFill(erased, config.FillValue).MoveToOuterDisposeScope();
    }
}
