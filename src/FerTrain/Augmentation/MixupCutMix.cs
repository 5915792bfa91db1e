using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Torch;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Augmentation;

/// <summary>
/// Mixes each image and its target with the image before it in the batch, whose order is random already, by mixup (Zhang et
/// al., 2018) or CutMix (Yun et al., 2019). Repeats of an image are mixed with the repeats of the image before.
/// </summary>
internal sealed class MixupCutMix(AugmentConfig config, int classes, int side)
{
    // Columns of the parameters: the fraction of an image's own pixels, that of its target, and the edges of the square.
    private const int Fraction = 0, TargetFraction = 1, Left = 2, Top = 4, Width = 6;

    /// <summary>Samples how each batch is mixed: one row of parameters for each step, on the device.</summary>
    public Tensor Draw(int steps, Func<int, RandomStream> random, Device device)
    {
        var parameters = new float[steps * Width];
        if (Mixes)
            for (var step = 0; step < steps; step++)
                Sample(random(step), parameters.AsSpan(step * Width, Width));
        return tensor(parameters, [steps, Width], device: device);
    }

    /// <summary>Mixes a batch by its row of the parameters.</summary>
    public TrainingBatch Mix(TrainingBatch batch, Tensor parameters)
    {
        if (!Mixes) return batch;
        using var scope = NewDisposeScope();
        var centres = ImageCoordinates.PixelCentres(side, parameters.device);
        var square = Between(centres.view(1, -1), parameters, Left).logical_and(Between(centres.view(-1, 1), parameters, Top));
        var own = parameters[Fraction].expand(side, side).MaskedFill(square, 0);
        var fraction = parameters[TargetFraction];
        using var half = 0.5.ToScalar();
        var mixed = new TrainingBatch(
            Blend(batch.Inputs, own), Blend(SoftLabels(batch.Targets), fraction), Previous(batch.Labels).where(fraction.lt(half), batch.Labels),
            batch.TeacherLabels is { } labels ? Blend(labels, fraction) : null);
        return mixed.MoveToOuterDisposeScope();
    }

    private bool Mixes => config is not { Mixup: 0, Cutmix: 0 };

    private void Sample(RandomStream random, Span<float> parameters)
    {
        var cuts = config.Mixup == 0 || (config.Cutmix > 0 && random.NextDouble() < 0.5);
        var alpha = cuts ? config.Cutmix : config.Mixup;
        var fraction = random.NextBeta(alpha, alpha);
        parameters[Fraction] = parameters[TargetFraction] = (float)fraction;
        if (cuts) SampleSquare(fraction, random, parameters);
    }

    /// <summary>Samples a square of the image before, with a random centre and clipped at the border.</summary>
    private void SampleSquare(double fraction, RandomStream random, Span<float> parameters)
    {
        var cut = (int)Math.Round(side * Math.Sqrt(1 - fraction));
        var height = Clip(random, cut, parameters[Top..]);
        var width = Clip(random, cut, parameters[Left..]);
        parameters[Fraction] = 1;
        parameters[TargetFraction] = (float)(1 - (double)height * width / (side * side));
    }

    /// <summary>Writes the two edges of the square along one axis, from -1 to 1, and returns their distance in pixels.</summary>
    private int Clip(RandomStream random, int cut, Span<float> edges)
    {
        var start = random.NextInt(side) - cut / 2;
        var (from, to) = (Math.Max(start, 0), Math.Min(start + cut, side));
        (edges[0], edges[1]) = (2f * from / side - 1, 2f * to / side - 1);
        return to - from;
    }

    private static Tensor Between(Tensor coordinates, Tensor parameters, int edge) => coordinates.gt(parameters[edge]).logical_and(coordinates.lt(parameters[edge + 1]));

    private Tensor Previous(Tensor rows) => rows.roll(config.Repeats, 0);

    private Tensor Blend(Tensor rows, Tensor fraction) => (rows * fraction).Plus(Previous(rows) * fraction.Complement());

    /// <summary>Converts class numbers to one-hot rows; soft labels pass unchanged.</summary>
    private Tensor SoftLabels(Tensor targets) => targets.dtype == int64 ? functional.one_hot(targets, classes).to(float32) : targets;
}

/// <summary>Holds the input of one training step.</summary>
/// <param name="Inputs">The images, N×C×S×S.</param>
/// <param name="Targets">The targets of the loss: class numbers N, or soft labels N×classes.</param>
/// <param name="Labels">The class numbers N that count as correct; for mixed images those of the larger fraction.</param>
/// <param name="TeacherLabels">The soft labels N×classes of teachers, where there are any.</param>
internal sealed record TrainingBatch(Tensor Inputs, Tensor Targets, Tensor Labels, Tensor? TeacherLabels = null)
{
    public TrainingBatch MoveToOuterDisposeScope() =>
        new(Inputs.MoveToOuterDisposeScope(), Targets.MoveToOuterDisposeScope(), Labels.MoveToOuterDisposeScope(), TeacherLabels?.MoveToOuterDisposeScope());
}
