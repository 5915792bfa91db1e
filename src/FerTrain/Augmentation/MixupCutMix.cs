using FerTrain.Core;
using FerTrain.Core.Config;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Augmentation;

/// <summary>
/// Mixup (Zhang et al., 2018) and CutMix (Yun et al., 2019): each image mixed with the one before it in the batch,
/// whose order is random already, and its target with that one's target in the same soft labels. Repeats of an image are mixed
/// with those of the one before.
/// </summary>
internal sealed class MixupCutMix(AugmentConfig config, int classes, int side)
{
    // The places of a batch's numbers: the fraction of an image's own pixels, that of its target, and the edges of the square.
    private const int Fraction = 0, Kept = 1, Left = 2, Top = 4, Width = 6;

    /// <summary>The numbers that decide how each batch is mixed: a row a step, on the device.</summary>
    public Tensor Draw(int steps, Func<int, RandomStream> random, Device device)
    {
        var numbers = new float[steps * Width];
        if (Mixes)
            for (var step = 0; step < steps; step++)
                Draw(random(step), numbers.AsSpan(step * Width, Width));
        return tensor(numbers, [steps, Width], device: device);
    }

    /// <summary>The batch as a row of the numbers says.</summary>
    public TrainingBatch Mix(TrainingBatch batch, Tensor numbers)
    {
        if (!Mixes) return batch;
        using var scope = NewDisposeScope();
        var centres = PixelCentres.Of(side, numbers.device);
        var square = Between(centres.view(1, -1), numbers, Left).logical_and(Between(centres.view(-1, 1), numbers, Top));
        var own = numbers[Fraction].expand(side, side).masked_fill(square, 0);
        var mixed = new TrainingBatch(
            Blend(batch.Inputs, own), Blend(SoftLabels(batch.Targets), numbers[Kept]), Before(batch.Labels).where(numbers[Kept].lt(0.5), batch.Labels));
        return mixed.MoveToOuterDisposeScope();
    }

    private bool Mixes => config is not { Mixup: 0, Cutmix: 0 };

    private void Draw(RandomStream random, Span<float> numbers)
    {
        var cuts = config.Mixup == 0 || (config.Cutmix > 0 && random.NextDouble() < 0.5);
        var alpha = cuts ? config.Cutmix : config.Mixup;
        var fraction = random.NextBeta(alpha, alpha);
        numbers[Fraction] = numbers[Kept] = (float)fraction;
        if (cuts) DrawSquare(fraction, random, numbers);
    }

    /// <summary>A square of the image before at a random centre, as far as the border lets it.</summary>
    private void DrawSquare(double fraction, RandomStream random, Span<float> numbers)
    {
        var cut = (int)Math.Round(side * Math.Sqrt(1 - fraction));
        var height = Clip(random, cut, numbers[Top..]);
        var width = Clip(random, cut, numbers[Left..]);
        numbers[Fraction] = 1;
        numbers[Kept] = (float)(1 - (double)height * width / (side * side));
    }

    /// <summary>Writes where the square begins and ends along one direction, from -1 to 1; gives its pixels there.</summary>
    private int Clip(RandomStream random, int cut, Span<float> edges)
    {
        var start = random.NextInt(side) - cut / 2;
        var (from, to) = (Math.Max(start, 0), Math.Min(start + cut, side));
        (edges[0], edges[1]) = (2f * from / side - 1, 2f * to / side - 1);
        return to - from;
    }

    private static Tensor Between(Tensor places, Tensor numbers, int edge) => places.gt(numbers[edge]).logical_and(places.lt(numbers[edge + 1]));

    private Tensor Before(Tensor rows) => rows.roll(config.Repeats, 0);

    private Tensor Blend(Tensor rows, Tensor fraction) => rows * fraction + Before(rows) * (1 - fraction);

    /// <summary>Class numbers as rows that have one class whole.</summary>
    private Tensor SoftLabels(Tensor targets) => targets.dtype == int64 ? functional.one_hot(targets, classes).to(float32) : targets;
}

/// <summary>What one step trains on.</summary>
/// <param name="Inputs">N×C×S×S.</param>
/// <param name="Targets">What the loss compares with: class numbers N, or fractions of the classes N×classes.</param>
/// <param name="Labels">Class numbers N, of the larger fraction where images were mixed; what counts as right.</param>
internal sealed record TrainingBatch(Tensor Inputs, Tensor Targets, Tensor Labels)
{
    public TrainingBatch MoveToOuterDisposeScope() =>
        new(Inputs.MoveToOuterDisposeScope(), Targets.MoveToOuterDisposeScope(), Labels.MoveToOuterDisposeScope());
}
