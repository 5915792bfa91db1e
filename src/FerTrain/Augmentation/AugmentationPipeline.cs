using System.Collections.Immutable;
using FerTrain.Core;
using FerTrain.Core.Config;
using static TorchSharp.torch;

namespace FerTrain.Augmentation;

/// <summary>
/// Makes a model's training input: <see cref="Preprocessor"/> with the config's augmentations between its steps, first the
/// geometric ones, then colour jitter, then random erasing. The evaluation after training uses none of them.
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
        var training = config.Crop > 0 ? spec with { Crop = config.Crop } : spec;
        _augmentations = [.. Augmentations(config, training)];
        Mixing = new MixupCutMix(config, training.ClassNames.Count, training.InputSize);
    }

    public MixupCutMix Mixing { get; }

    /// <summary>Samples the parameters of images: for each augmentation, by its own stream, a tensor of images × <see cref="IAugmentation.ParameterCount"/>.</summary>
    public ImmutableArray<Tensor> Draw(int count, Func<int, RandomStream> random, Device device)
    {
        return [.. _augmentations.Select((augmentation, index) => Parameters(augmentation, random(index)))];

        Tensor Parameters(IAugmentation augmentation, RandomStream random)
        {
            var width = augmentation.ParameterCount;
            var parameters = new float[count * width];
            for (var i = 0; i < count; i++)
                augmentation.Sample(random, parameters.AsSpan(i * width, width));
            return tensor(parameters, [count, width], device: device);
        }
    }

    /// <summary>Converts pixels N×1×H×W of uint8 to a model's input N×C×S×S, augmented by their rows of the parameters.</summary>
    public Tensor From(Tensor pixels, IEnumerable<Tensor> draws)
    {
        using var scope = NewDisposeScope();
        var images = _input.Resize(pixels);
        if (!_resamples) images = _input.CentreCrop(images);
        foreach (var (augmentation, parameters) in _augmentations.Zip(draws))
            images = augmentation.Apply(images, parameters);
        return _input.Scale(images).MoveToOuterDisposeScope();
    }

    private static IEnumerable<IAugmentation> Augmentations(AugmentConfig config, Preprocessing spec)
    {
        if (RandomAffine.IsNeeded(config)) yield return new RandomAffine(config, spec);
        else if (config.HorizontalFlip || config.VerticalFlip) yield return new RandomFlip(config);
        if (config is not { Brightness: 0, Contrast: 0 }) yield return new ColorJitter(config);
        if (config.RandomErasing > 0) yield return new RandomErasing(config);
    }
}

/// <summary>Augments images in their order, by parameters that are sampled for all of them at once.</summary>
internal sealed class DrawnAugmentation(AugmentationPipeline pipeline, int count, Func<int, RandomStream> random, Device device) : IDisposable
{
    private readonly ImmutableArray<Tensor> _parameters = [.. pipeline.Draw(count, random, device).Select(table => table.DetachFromDisposeScope())];

    /// <summary>Converts some of the images, N×1×H×W of uint8 from the <paramref name="first"/> on, to a model's input.</summary>
    public Tensor From(Tensor pixels, long first)
    {
        using var scope = NewDisposeScope();
        return pipeline.From(pixels, _parameters.Select(table => table.slice(0, first, first + pixels.shape[0], 1))).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var table in _parameters)
            table.Dispose();
    }
}

/// <summary>Changes each image at random, by a few parameters that are sampled beforehand.</summary>
internal interface IAugmentation
{
    /// <summary>The number of parameters for one image.</summary>
    int ParameterCount { get; }

    /// <summary>Samples the parameters of one image.</summary>
    void Sample(RandomStream random, Span<float> parameters);

    /// <summary>Changes each of the images N×1×S×S, grey values 0–255, by its row of the parameters.</summary>
    Tensor Apply(Tensor images, Tensor parameters);
}
