using System.Collections.Immutable;
using FerTrain.Core;
using FerTrain.Core.Config;
using static TorchSharp.torch;

namespace FerTrain.Augmentation;

/// <summary>
/// A model's input in training: <see cref="PixelInput"/> with the config's random changes on the way, first of places,
/// then of tones, then erasing. Evaluation sees none of them.
/// </summary>
internal sealed class AugmentedInput
{
    private readonly PixelInput _input;
    private readonly bool _resamples;
    private readonly ImmutableArray<IPictureAugmentation> _augmentations;

    public AugmentedInput(AugmentConfig config, Preprocessing spec, PixelInput input)
    {
        _input = input;
        _resamples = AffineAugmentation.IsNeeded(config);
        _augmentations = [.. Augmentations(config, spec)];
        Mixing = new BatchMixing(config, spec.ClassNames.Count, spec.InputSize);
    }

    public BatchMixing Mixing { get; }

    /// <summary>The numbers that decide what happens to the pictures of an epoch: one table an augmentation, a row each.</summary>
    public ImmutableArray<Tensor> Draw(int count, Seeds seeds, int epoch, Device device)
    {
        return [.. _augmentations.Select((augmentation, index) => Table(augmentation, seeds.Stream("augment", epoch, index)))];

        Tensor Table(IPictureAugmentation augmentation, RandomStream random)
        {
            var width = augmentation.NumbersPerPicture;
            var numbers = new float[count * width];
            for (var i = 0; i < count; i++)
                augmentation.Draw(random, numbers.AsSpan(i * width, width));
            return tensor(numbers, [count, width], device: device);
        }
    }

    /// <summary>Pixels N×1×H×W of uint8 to a model's input N×C×S×S, changed as their rows of the tables say.</summary>
    public Tensor From(Tensor pixels, IEnumerable<Tensor> draws)
    {
        using var scope = NewDisposeScope();
        var greys = _input.Resize(pixels);
        if (!_resamples) greys = _input.CentreCrop(greys);
        foreach (var (augmentation, numbers) in _augmentations.Zip(draws))
            greys = augmentation.Apply(greys, numbers);
        return _input.Scale(greys).MoveToOuterDisposeScope();
    }

    private static IEnumerable<IPictureAugmentation> Augmentations(AugmentConfig config, Preprocessing spec)
    {
        if (AffineAugmentation.IsNeeded(config)) yield return new AffineAugmentation(config, spec);
        else if (config.HorizontalFlip || config.VerticalFlip) yield return new MirrorAugmentation(config);
        if (config is not { Brightness: 0, Contrast: 0 }) yield return new ToneAugmentation(config);
        if (config.Erasing > 0) yield return new ErasingAugmentation(config);
    }
}
