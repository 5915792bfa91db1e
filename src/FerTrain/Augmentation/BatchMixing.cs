using FerTrain.Core;
using FerTrain.Core.Config;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Augmentation;

/// <summary>
/// Mixup (Zhang et al., 2018) and CutMix (Yun et al., 2019): each picture mixed with the one before it in the batch,
/// whose order is random already, and its target with that one's target in the same shares. Repeats of a picture are mixed
/// with those of the one before.
/// </summary>
internal sealed class BatchMixing(AugmentConfig config, int classes)
{
    public TrainingBatch Mix(TrainingBatch batch, RandomStream random)
    {
        if (config is { Mixup: 0, Cutmix: 0 }) return batch;
        using var scope = NewDisposeScope();
        var cuts = config.Mixup == 0 || (config.Cutmix > 0 && random.NextDouble() < 0.5);
        var alpha = cuts ? config.Cutmix : config.Mixup;
        var share = random.NextBeta(alpha, alpha);
        var (inputs, kept) = cuts ? Cut(batch.Inputs, share, random) : (Blend(batch.Inputs, share), share);
        var mixed = new TrainingBatch(
            inputs, Blend(Shares(batch.Targets), kept), kept < 0.5 ? Before(batch.Labels) : batch.Labels.alias());
        return mixed.MoveToOuterDisposeScope();
    }

    private Tensor Before(Tensor rows) => rows.roll(config.Repeats, 0);

    private Tensor Blend(Tensor rows, double share) => rows * share + Before(rows) * (1 - share);

    /// <summary>Puts a square of the picture before in at a random centre, as far as the border lets it.</summary>
    private (Tensor Mixed, double Kept) Cut(Tensor inputs, double share, RandomStream random)
    {
        var side = (int)inputs.shape[^1];
        var cut = (int)Math.Round(side * Math.Sqrt(1 - share));
        var (top, bottom) = Clip(random.NextInt(side) - cut / 2);
        var (left, right) = Clip(random.NextInt(side) - cut / 2);

        var mixed = inputs.clone();
        _ = Square(mixed).copy_(Square(Before(inputs)));
        return (mixed, 1 - (double)(bottom - top) * (right - left) / (side * side));

        (int Start, int End) Clip(int start) => (Math.Max(start, 0), Math.Min(start + cut, side));
        Tensor Square(Tensor pictures) => pictures[TensorIndex.Ellipsis, TensorIndex.Slice(top, bottom), TensorIndex.Slice(left, right)];
    }

    /// <summary>Class numbers as rows that have one class whole.</summary>
    private Tensor Shares(Tensor targets) => targets.dtype == int64 ? functional.one_hot(targets, classes).to(float32) : targets;
}
