using FerTrain.Core.Errors;
using FerTrain.Torch;
using static TorchSharp.torch;

namespace FerTrain.Models;

/// <summary>A published architecture: how to build it, what it takes, and the totals it was published with.</summary>
/// <param name="Name">The name in configs and on the command line.</param>
/// <param name="Source">Where it was published.</param>
/// <param name="Systems">The published systems that train it, by their letters.</param>
/// <param name="Build">Builds it for an input that it takes.</param>
public sealed record ModelEntry(string Name, string Source, IReadOnlyList<string> Systems, Func<ModelInput, Classifier> Build)
{
    public int Channels { get; init; } = 1;

    /// <summary>The published side in pixels, which the totals are for.</summary>
    public int PublishedSize { get; init; } = 48;

    public int SmallestSize { get; init; } = 32;

    public int LargestSize { get; init; } = 512;

    /// <summary>All values for seven classes, BatchNorm's running statistics included.</summary>
    public required int Total { get; init; }

    /// <summary>Those that training changes by gradients.</summary>
    public required int Trainable { get; init; }

    /// <summary>The published input with this number of classes.</summary>
    public ModelInput Published(int classes = 7) => new(classes, Channels, PublishedSize);

    /// <exception cref="UserError">It does not take that input.</exception>
    public Classifier Create(ModelInput input)
    {
        RequireInput(input.Channels, input.Size);
        using var scope = NewDisposeScope(); // TorchSharp's convolutions leave a handle behind; registered tensors outlive the scope
        var model = Build(input);
        ChannelsLast.Convert(model);
        return model;
    }

    /// <exception cref="UserError">It does not take images of so many channels or that side.</exception>
    public void RequireInput(int channels, int size)
    {
        if (channels != Channels)
            throw new UserError($"Model '{Name}' got images of {channels} channels (preprocess.channels), accepted: {Channels}.");
        if (size < SmallestSize || size > LargestSize)
            throw new UserError($"Model '{Name}' got images of {size} pixels (preprocess.size, preprocess.crop), accepted: {SmallestSize} to {LargestSize}.");
    }
}
