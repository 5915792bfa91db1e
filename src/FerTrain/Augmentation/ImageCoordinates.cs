using System.Numerics;
using FerTrain.Core;
using static TorchSharp.torch;

namespace FerTrain.Augmentation;

/// <summary>A rectangle in an image, in fractions of its side.</summary>
internal readonly record struct Box(double Left, double Top, double Width, double Height)
{
    public static Box Whole { get; } = new(0, 0, 1, 1);

    /// <summary>A box of this area anywhere in the image, its sides at most <paramref name="mostRatio"/> to one.</summary>
    public static Box Draw(RandomStream random, double area, double mostRatio)
    {
        var limit = Math.Min(Math.Log(mostRatio), -Math.Log(area)); // beyond it a side leaves the image
        var ratio = Math.Exp(random.Uniform(-limit, limit));
        var (width, height) = (Math.Sqrt(area * ratio), Math.Sqrt(area / ratio));
        return new Box(random.Uniform(0, 1 - width), random.Uniform(0, 1 - height), width, height);
    }

    /// <summary>From a place in the box to the same place in the image, both from -1 to 1.</summary>
    public Matrix3x2 ToMap() => new((float)Width, 0, 0, (float)Height, (float)(2 * Left + Width - 1), (float)(2 * Top + Height - 1));
}

/// <summary>Where the centres of a row of pixels are when its ends are at -1 and 1.</summary>
internal static class PixelCentres
{
    public static Tensor Of(int side, Device device) => linspace(1.0 / side - 1, 1 - 1.0 / side, side, float32, device);
}
