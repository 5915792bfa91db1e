using System.Numerics;
using System.Runtime.InteropServices;
using FerTrain.Core;
using FerTrain.Core.Config;
using static TorchSharp.torch;

namespace FerTrain.Augmentation;

/// <summary>
/// Rotation, shift, shear, zoom and mirroring as Keras's ImageDataGenerator composes them, then the crops: one affine
/// map an image, one resampling a batch, straight into what the model sees.
/// </summary>
internal sealed class RandomAffine(AugmentConfig config, Preprocessing spec) : IAugmentation
{
    public int NumbersPerImage => 6;

    /// <summary>Whether an image's pixels can end up between pixels.</summary>
    public static bool IsNeeded(AugmentConfig config) =>
        config is not { Rotation: 0, Shift: 0, Shear: 0, Zoom: 0, ResizedCrop: 1, RandomCrop: false };

    public void Draw(RandomStream random, Span<float> numbers) =>
        MemoryMarshal.Cast<float, Matrix3x2>(numbers)[0] = AffineDraw.From(config, spec, random).ToMap();

    public Tensor Apply(Tensor greys, Tensor numbers)
    {
        using var scope = NewDisposeScope();
        return Resampling.Sample(greys, Grid(numbers), config.Fill, config.FillValue).MoveToOuterDisposeScope();
    }

    /// <summary>The places N×S×S×2 seen through the maps; functional.affine_grid takes ten times as long.</summary>
    private Tensor Grid(Tensor maps)
    {
        var centres = PixelCentres.Of(spec.InputSize, maps.device);
        var coefficients = maps.reshape(-1, 3, 2, 1, 1); // of column, row and 1; for column and row
        var columns = coefficients[TensorIndex.Colon, 0] * centres.view(1, 1, 1, -1);
        var rows = coefficients[TensorIndex.Colon, 1] * centres.view(1, 1, -1, 1) + coefficients[TensorIndex.Colon, 2];
        return (columns + rows).permute(0, 2, 3, 1);
    }
}
