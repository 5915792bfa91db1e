using System.Numerics;
using System.Runtime.InteropServices;
using FerTrain.Core;
using FerTrain.Core.Config;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

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

/// <summary>What chance decided about the places of one image: Keras's draws, its mirrors, then the boxes cut out of that.</summary>
internal sealed record AffineDraw
{
    private const double MostCropRatio = 4.0 / 3;

    public double Degrees { get; init; }

    /// <summary>Keras's tx, as a fraction of the side.</summary>
    public double Down { get; init; }

    /// <summary>Keras's ty, as a fraction of the side.</summary>
    public double Right { get; init; }

    public double ShearDegrees { get; init; }

    /// <summary>Keras's zx.</summary>
    public double ZoomRows { get; init; } = 1;

    /// <summary>Keras's zy.</summary>
    public double ZoomColumns { get; init; } = 1;

    public bool LeftToRight { get; init; }

    public bool TopToBottom { get; init; }

    /// <summary>The box that is enlarged to the whole image.</summary>
    public Box ResizedCrop { get; init; } = Box.Whole;

    /// <summary>The box of that which the model sees.</summary>
    public Box Crop { get; init; } = Box.Whole;

    public static AffineDraw From(AugmentConfig config, Preprocessing spec, RandomStream random)
    {
        var (rotation, shift, shear, zoom) = (Strength(config.Rotation), Strength(config.Shift), Strength(config.Shear), Strength(config.Zoom));
        return new()
        {
            Degrees = random.Uniform(-rotation, rotation),
            Down = random.Uniform(-shift, shift),
            Right = random.Uniform(-shift, shift),
            ShearDegrees = random.Uniform(-shear, shear),
            ZoomRows = random.Uniform(1 - zoom, 1 + zoom),
            ZoomColumns = random.Uniform(1 - zoom, 1 + zoom),
            LeftToRight = config.HorizontalFlip && random.NextDouble() < 0.5,
            TopToBottom = config.VerticalFlip && random.NextDouble() < 0.5,
            ResizedCrop = Box.Draw(random, random.Uniform(config.ResizedCrop, 1), MostCropRatio),
            Crop = DrawCrop(config, spec, random),
        };

        // What is certain takes no number of the stream.
        double Strength(double most) => config.Probability == 1 || random.NextDouble() < config.Probability ? most : 0;
    }

    /// <summary>From a place in the result to the place of the image that is seen there, as (column, row) from -1 to 1.</summary>
    public Matrix3x2 ToMap() =>
        // Where Keras changes an image, this looks backwards: what happens last comes first.
        Crop.ToMap()
        * ResizedCrop.ToMap()
        * Matrix3x2.CreateScale(LeftToRight ? -1 : 1, TopToBottom ? -1 : 1)
        * Matrix3x2.CreateScale((float)ZoomColumns, (float)ZoomRows)
        * Shear()
        * Matrix3x2.CreateTranslation((float)(2 * Right), (float)(2 * Down)) // half the side is 1
        * Matrix3x2.CreateRotation((float)-Radians(Degrees)); // rows count downwards

    private Matrix3x2 Shear()
    {
        var (sin, cos) = Math.SinCos(Radians(ShearDegrees));
        return new Matrix3x2((float)cos, (float)-sin, 0, 1, 0, 0);
    }

    private static Box DrawCrop(AugmentConfig config, Preprocessing spec, RandomStream random)
    {
        var room = spec.Size - spec.InputSize;
        int Start() => config.RandomCrop ? random.NextInt(room + 1) : room / 2;
        double size = spec.Size;
        return new Box(Start() / size, Start() / size, spec.InputSize / size, spec.InputSize / size);
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}

/// <summary>
/// Bilinear resampling beyond the border of an image. A constant fill and a wrap interpolate across the border, as
/// SciPy's modes grid-constant and grid-wrap do.
/// </summary>
internal static class Resampling
{
    /// <summary>Images N×1×S×S at the places N×H×W×2, from -1 to 1 over the image.</summary>
    public static Tensor Sample(Tensor images, Tensor grid, FillMode fill, double fillValue)
    {
        using var scope = NewDisposeScope();
        var sampled = fill switch
        {
            FillMode.Nearest => Sample(images, grid, GridSamplePaddingMode.Border),
            FillMode.Reflect => Sample(images, grid, GridSamplePaddingMode.Reflection),
            FillMode.Constant => Sample(images - fillValue, grid, GridSamplePaddingMode.Zeros).add_(fillValue),
            FillMode.Wrap => SampleWrapped(images, grid),
            _ => throw new ArgumentOutOfRangeException(nameof(fill), fill, null),
        };
        return sampled.MoveToOuterDisposeScope();
    }

    private static Tensor Sample(Tensor images, Tensor grid, GridSamplePaddingMode border) =>
        functional.grid_sample(images, grid, GridSampleMode.Bilinear, border, align_corners: false);

    private static Tensor SampleWrapped(Tensor images, Tensor grid)
    {
        var side = images.shape[^1];
        var padded = functional.pad(images, (0, 1, 0, 1), PaddingModes.Circular); // the last pixel's neighbour is the first
        var pixels = ((grid + 1) * (side / 2.0) - 0.5).remainder(side);
        return Sample(padded, (pixels + 0.5) * (2.0 / (side + 1)) - 1, GridSamplePaddingMode.Border);
    }
}
