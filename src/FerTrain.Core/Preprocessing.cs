using FerTrain.Core.Config;

namespace FerTrain.Core;

/// <summary>
/// Describes a model's input and the order of its outputs. Training writes it into the checkpoint, and everything that
/// feeds the model afterwards reads it from there.
/// </summary>
/// <param name="Size">Side in pixels that a face is resized to.</param>
/// <param name="Crop">Side of the centre crop taken from that, or 0 for all of it.</param>
/// <param name="Channels">1 for grey, 3 for grey three times.</param>
/// <param name="Scaling">How grey values become numbers.</param>
/// <param name="ClassNames">The classes in the order of the outputs.</param>
internal sealed record Preprocessing(int Size, int Crop, int Channels, PixelScaling Scaling, IReadOnlyList<string> ClassNames)
{
    /// <summary>Side of the square that the model sees.</summary>
    public int InputSize => Crop > 0 ? Crop : Size;

    /// <summary>That side as a fraction of the face's.</summary>
    internal double SeenFraction => (double)InputSize / Size;
}

/// <summary>Maps grey values 0–255 to (x - offset) / range; offset and range are one number, or one for each pixel of the input.</summary>
internal sealed record PixelScaling(PixelScale Name, IReadOnlyList<float> Offset, IReadOnlyList<float> Range)
{
    /// <summary>Maps to [0, 1].</summary>
    public static PixelScaling Unit { get; } = new(PixelScale.Unit, [0], [255]);

    /// <summary>Maps to [-1, 1].</summary>
    public static PixelScaling Symmetric { get; } = new(PixelScale.Symmetric, [127.5f], [127.5f]);
}
