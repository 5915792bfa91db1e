using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Models.Classic;
using FerTrain.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models;

/// <summary>A model that a config can name.</summary>
/// <param name="Name">The name in configs and on the command line.</param>
/// <param name="Source">Where it was published.</param>
/// <param name="Systems">The published systems that train it, by their letters.</param>
internal abstract record ModelEntry(string Name, string Source, IReadOnlyList<string> Systems)
{
    /// <summary>Builds the model that the weights of a checkpoint belong to.</summary>
    /// <param name="config">The config of its training.</param>
    /// <param name="input">The input that it is built for.</param>
    /// <param name="weights">The checkpoint's tensors by their names, for models whose size depends on them.</param>
    /// <exception cref="UserError">It does not take that input, or the weights are of another model.</exception>
    public abstract Classifier Build(RunConfig config, ModelInput input, Func<string, Tensor> weights);
}

/// <summary>A neural network: what it takes, and the totals it was published with.</summary>
/// <param name="Name">The name in configs and on the command line.</param>
/// <param name="Source">Where it was published.</param>
/// <param name="Systems">The published systems that train it, by their letters.</param>
/// <param name="Layers">Builds its layers for an input that it takes.</param>
internal sealed record NetworkEntry(string Name, string Source, IReadOnlyList<string> Systems, Func<ModelInput, Classifier> Layers)
    : ModelEntry(Name, Source, Systems)
{
    public int Channels { get; init; } = 1;

    /// <summary>The published side in pixels, which the totals are for.</summary>
    public int PublishedSize { get; init; } = 48;

    public int SmallestSize { get; init; } = 32;

    public int LargestSize { get; init; } = 512;

    /// <summary>All values for seven classes, BatchNorm's running statistics included.</summary>
    public required int Total { get; init; }

    /// <summary>The values that training changes by gradients.</summary>
    public required int Trainable { get; init; }

    /// <summary>The published input with this number of classes.</summary>
    public ModelInput Published(int classes = 7) => new(classes, Channels, PublishedSize);

    /// <exception cref="UserError">It does not take that input.</exception>
    public Classifier Create(ModelInput input)
    {
        RequireInput(input.Channels, input.Size);
        using var scope = NewDisposeScope(); // TorchSharp's convolutions leave a handle behind; registered tensors outlive the scope
        var model = Layers(input);
        ChannelsLast.Convert(model);
        return model;
    }

    public override Classifier Build(RunConfig config, ModelInput input, Func<string, Tensor> weights) => Create(input);

    /// <summary>Whether it is made for images of so many channels and that side.</summary>
    public bool Takes(int channels, int size) => channels == Channels && size >= SmallestSize && size <= LargestSize;

    /// <exception cref="UserError">It does not take images of so many channels or that side.</exception>
    public void RequireInput(int channels, int size)
    {
        if (channels != Channels)
            throw new UserError($"Model '{Name}' got images of {Counted.Of(channels, "channel")} (preprocess.channels), expected: {Channels}.");
        if (size < SmallestSize || size > LargestSize)
            throw new UserError(
                $"Model '{Name}' got images of {Counted.Of(size, "pixel")} (preprocess.size, preprocess.crop, augment.crop), expected: {SmallestSize} to {LargestSize}.");
    }

    /// <exception cref="UserError">Its weights for crops of <c>augment.crop</c> have other shapes than those for the evaluated images.</exception>
    public void RequireSameWeights(int size, int crop)
    {
        RequireInput(Channels, crop);
        if (!HasSameWeights(size, crop))
            throw new UserError($"Model '{Name}' got crops of {Counted.Of(crop, "pixel")} (augment.crop) and has a weight for each pixel, expected: {size} as in evaluation.");
    }

    /// <summary>Whether its weights have the same shapes for images of both sides: it has none for each pixel.</summary>
    public bool HasSameWeights(int size, int other)
    {
        return Shapes(size).SequenceEqual(Shapes(other));

        string[] Shapes(int side)
        {
            using var model = Create(Published() with { Size = side });
            return [.. model.parameters().Select(weights => string.Join('×', weights.shape))];
        }
    }
}

/// <summary>A baseline that is no network; what it is made of depends on its training.</summary>
/// <param name="Name">The name in configs and on the command line.</param>
/// <param name="Source">Where it was published.</param>
/// <param name="Voter">Builds what votes from its tensors by their names, for a number of classes.</param>
internal sealed record ClassicEntry(string Name, string Source, Func<Func<string, Tensor>, int, Module<Tensor, Tensor>> Voter)
    : ModelEntry(Name, Source, [])
{
    public override Classifier Build(RunConfig config, ModelInput input, Func<string, Tensor> weights)
    {
        var components = config.Classic.NComponents > 0 ? new PrincipalComponents(weights("components.mean"), weights("components.directions")) : null;
        var voter = Voter(name => weights($"votes.{name}"), input.Classes);
        using var temperature = weights("temperature.temperature");
        return new VotingClassifier(components, voter, new Temperature(temperature));
    }
}
