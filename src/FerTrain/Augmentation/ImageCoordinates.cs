using System.Numerics;
using FerTrain.Core;
using static TorchSharp.torch;

namespace FerTrain.Augmentation;

/// <summary>Holds a rectangle in an image, in fractions of its side.</summary>
internal readonly record struct RelativeBox(double Left, double Top, double Width, double Height)
{
    public static RelativeBox Whole { get; } = new(0, 0, 1, 1);

    /// <summary>Samples a box of this area anywhere in the image, with an aspect ratio of at most <paramref name="maxRatio"/> to one.</summary>
    public static RelativeBox Sample(RandomStream random, double area, double maxRatio)
    {
        var limit = Math.Min(Math.Log(maxRatio), -Math.Log(area)); // beyond it a side exceeds the image
        var ratio = Math.Exp(random.Uniform(-limit, limit));
        var (width, height) = (Math.Sqrt(area * ratio), Math.Sqrt(area / ratio));
        return new RelativeBox(random.Uniform(0, 1 - width), random.Uniform(0, 1 - height), width, height);
    }

    /// <summary>Returns the transform from coordinates in the box to those in the image, both from -1 to 1.</summary>
    public Matrix3x2 ToMatrix() => new((float)Width, 0, 0, (float)Height, (float)(2 * Left + Width - 1), (float)(2 * Top + Height - 1));
}

/// <summary>Computes normalized coordinates, in which an image reaches from -1 to 1.</summary>
internal static class ImageCoordinates
{
    /// <summary>Returns the coordinates of the centres of a row of pixels.</summary>
    public static Tensor PixelCentres(int side, Device device) => linspace(1.0 / side - 1, 1 - 1.0 / side, side, float32, device);
}
