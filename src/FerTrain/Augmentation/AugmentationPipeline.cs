using System.Collections.Immutable;
using FerTrain.Core;
using FerTrain.Core.Config;
using static TorchSharp.torch;

namespace FerTrain.Augmentation;

/// <summary>
/// A model's input in training: <see cref="Preprocessor"/> with the config's random changes on the way, first of places,
/// then of tones, then erasing. Evaluation sees none of them.
/// </summary>
internal sealed class AugmentationPipeline
{
    private readonly Preprocessor _input;
    private readonly bool _resamples;
    private readonly ImmutableArray<IAugmentation> _augmentations;

    public AugmentationPipeline(AugmentConfig config, Preprocessing spec, Preprocessor input)
    {
        _input = input;
        _resamples = RandomAffine.IsNeeded(config);
        _augmentations = [.. Augmentations(config, spec)];
        Mixing = new MixupCutMix(config, spec.ClassNames.Count, spec.InputSize);
    }

    public MixupCutMix Mixing { get; }

    /// <summary>The numbers that decide what happens to the images of an epoch: one table an augmentation, a row each.</summary>
    public ImmutableArray<Tensor> Draw(int count, Seeds seeds, int epoch, Device device)
    {
        return [.. _augmentations.Select((augmentation, index) => Table(augmentation, seeds.Stream("augment", epoch, index)))];

        Tensor Table(IAugmentation augmentation, RandomStream random)
        {
            var width = augmentation.NumbersPerImage;
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

    private static IEnumerable<IAugmentation> Augmentations(AugmentConfig config, Preprocessing spec)
    {
        if (RandomAffine.IsNeeded(config)) yield return new RandomAffine(config, spec);
        else if (config.HorizontalFlip || config.VerticalFlip) yield return new RandomFlip(config);
        if (config is not { Brightness: 0, Contrast: 0 }) yield return new ColorJitter(config);
        if (config.RandomErasing > 0) yield return new RandomErasing(config);
    }
}

/// <summary>A random change of images, decided for each by a few numbers that are drawn beforehand.</summary>
internal interface IAugmentation
{
    /// <summary>Numbers that decide the change of one image.</summary>
    int NumbersPerImage { get; }

    void Draw(RandomStream random, Span<float> numbers);

    /// <summary>Grey values N×1×S×S, each image changed as its row of the numbers says.</summary>
    Tensor Apply(Tensor greys, Tensor numbers);
}
