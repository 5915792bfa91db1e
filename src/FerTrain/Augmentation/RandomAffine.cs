using System.Numerics;
using System.Runtime.InteropServices;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Torch;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Augmentation;

/// <summary>
/// Rotates, shifts, shears, zooms and flips images as Keras's ImageDataGenerator does, then crops them: one affine
/// transform for each image and one resampling for a batch, from <c>preprocess.size</c> straight to the model's input size.
/// </summary>
internal sealed class RandomAffine(AugmentConfig config, Preprocessing spec) : IAugmentation
{
    public int ParameterCount => 6;

    /// <summary>Whether the config asks for an augmentation that interpolates between pixels, or for crops of training's own.</summary>
    public static bool IsNeeded(AugmentConfig config) =>
        config is not { Rotation: 0, Shift: 0, Shear: 0, Zoom: 0, ResizedCrop: 1, Crop: 0, RandomCrop: false };

    public void Sample(RandomStream random, Span<float> parameters) =>
        MemoryMarshal.Cast<float, Matrix3x2>(parameters)[0] = AffineParameters.Sample(config, spec, random).ToMatrix();

    public Tensor Apply(Tensor images, Tensor parameters)
    {
        using var scope = NewDisposeScope();
        return GridSampler.Sample(images, Grid(parameters), config.Fill, config.FillValue).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the sampling grid N×S×S×2 of the transforms; functional.affine_grid takes ten times as long.</summary>
    private Tensor Grid(Tensor transforms)
    {
        var centres = ImageCoordinates.PixelCentres(spec.InputSize, transforms.device);
        var coefficients = transforms.reshape(-1, 3, 2, 1, 1); // N × (column, row, 1) × (column, row)
        var columns = coefficients[TensorIndex.Colon, 0] * centres.view(1, 1, 1, -1);
        var rows = (coefficients[TensorIndex.Colon, 1] * centres.view(1, 1, -1, 1)).Plus(coefficients[TensorIndex.Colon, 2]);
        return columns.Plus(rows).permute(0, 2, 3, 1);
    }
}

/// <summary>Holds the sampled geometry of one image: Keras's parameters, the flips, then the crops.</summary>
internal sealed record AffineParameters
{
    private const double MaxCropRatio = 4.0 / 3;

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

    /// <summary>The crop that is enlarged to the whole image.</summary>
    public RelativeBox ResizedCrop { get; init; } = RelativeBox.Whole;

    /// <summary>Selects the model's input from the result.</summary>
    public RelativeBox Crop { get; init; } = RelativeBox.Whole;

    public static AffineParameters Sample(AugmentConfig config, Preprocessing spec, RandomStream random)
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
            ResizedCrop = RelativeBox.Sample(random, random.Uniform(config.ResizedCrop, 1), MaxCropRatio),
            Crop = SampleCrop(config, spec, random),
        };

        // A probability of 1 takes no number from the stream.
        double Strength(double maximum) => config.Probability == 1 || random.NextDouble() < config.Probability ? maximum : 0;
    }

    /// <summary>Returns the transform from coordinates in the result to those in the image, as (column, row) from -1 to 1.</summary>
    public Matrix3x2 ToMatrix() =>
        // Keras transforms the image; this is the inverse, so the last step comes first.
        Crop.ToMatrix()
        * ResizedCrop.ToMatrix()
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

    private static RelativeBox SampleCrop(AugmentConfig config, Preprocessing spec, RandomStream random)
    {
        var room = spec.Size - spec.InputSize;
        int Start() => config.RandomCrop ? random.NextInt(room + 1) : spec.CropStart;
        double size = spec.Size;
        return new RelativeBox(Start() / size, Start() / size, spec.InputSize / size, spec.InputSize / size);
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}

/// <summary>
/// Resamples images bilinearly, also beyond their border. The fill modes constant and wrap interpolate across the border,
/// as SciPy's modes grid-constant and grid-wrap do.
/// </summary>
internal static class GridSampler
{
    /// <summary>Samples images N×1×S×S at the coordinates N×H×W×2, which are from -1 to 1 over the image.</summary>
    public static Tensor Sample(Tensor images, Tensor grid, FillMode fill, double fillValue)
    {
        using var scope = NewDisposeScope();
        var sampled = fill switch
        {
            FillMode.Nearest => Sample(images, grid, GridSamplePaddingMode.Border),
            FillMode.Reflect => Sample(images, grid, GridSamplePaddingMode.Reflection),
            FillMode.Constant => Sample(images.Plus(-fillValue), grid, GridSamplePaddingMode.Zeros).Plus(fillValue),
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
        using var period = side.ToScalar();
        var pixels = grid.Plus(1).Times(side / 2.0).Plus(-0.5).remainder(period);
        return Sample(padded, pixels.Plus(0.5).Times(2.0 / (side + 1)).Plus(-1), GridSamplePaddingMode.Border);
    }
}
