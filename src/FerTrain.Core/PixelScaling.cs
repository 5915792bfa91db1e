using FerTrain.Core.Config;

namespace FerTrain.Core;

/// <summary>Maps grey values 0–255 to (x - offset) / range; offset and range are one number, or one for each place of the input.</summary>
public sealed record PixelScaling(PixelScale Name, IReadOnlyList<float> Offset, IReadOnlyList<float> Range)
{
    /// <summary>[0, 1].</summary>
    public static PixelScaling Unit { get; } = new(PixelScale.Unit, [0], [255]);

    /// <summary>[-1, 1].</summary>
    public static PixelScaling Symmetric { get; } = new(PixelScale.Symmetric, [127.5f], [127.5f]);
}
