using System.Numerics;
using FerTrain.Core;
using FerTrain.Core.Config;

namespace FerTrain.Augmentation;

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
