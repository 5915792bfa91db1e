using FerTrain.Core;
using FerTrain.Core.Config;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Augmentation;

/// <summary>Turns raw grey pixels into a model's input.</summary>
public static class PixelInput
{
    /// <summary>Pixels N×1×H×W of uint8 to floats N×1×size×size, scaled and, where the size differs, resized (bilinear).</summary>
    public static Tensor From(Tensor pixels, Preprocessing spec)
    {
        using var scope = NewDisposeScope();
        var input = pixels.to(float32);
        if (input.shape[^1] != spec.Size)
            input = functional.interpolate(input, [spec.Size, spec.Size], mode: InterpolationMode.Bilinear, align_corners: false);
        var scaled = spec.Scale switch
        {
            PixelScale.Unit => input / 255,
            PixelScale.Symmetric => input / 127.5 - 1,
            var other => throw new ArgumentOutOfRangeException(nameof(spec), other, null),
        };
        return scaled.MoveToOuterDisposeScope();
    }
}
