using static TorchSharp.torch;

namespace FerTrain.Augmentation;

/// <summary>Where the centres of a row of pixels are when its ends are at -1 and 1.</summary>
internal static class PixelCentres
{
    public static Tensor Of(int side, Device device) => linspace(1.0 / side - 1, 1 - 1.0 / side, side, float32, device);
}
