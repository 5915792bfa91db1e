using System.Text.RegularExpressions;
using FerTrain.Core.Archive;
using FerTrain.Core.Errors;
using FerTrain.Core.Hdf5;
using FerTrain.Models;
using FerTrain.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FerTrain.Training.Initialization;

/// <summary>
/// Brings a Keras model's weights under the names and into the layout of the same architecture here. The n-th layer of a kind is
/// the n-th here, as both build them in the same order; shapes are compared afterwards.
/// </summary>
internal static partial class KerasWeights
{
    /// <exception cref="UserError">The order of the layers cannot be told.</exception>
    public static OrderedDictionary<string, StoredTensor> For(Classifier model, ModelInput input, IReadOnlyList<KerasLayer> layers, string file)
    {
        var graph = ModelGraph.Of(model, input);
        var branches = graph.Layers.Any(layer => layer.Inputs.Count > 1);
        var targets = KerasTarget.Of(model, graph).ToLookup(target => target.Kind);
        var weights = new OrderedDictionary<string, StoredTensor>();
        foreach (var kind in layers.GroupBy(KindOf))
        {
            var ordered = branches ? InOrderOfCreation([.. kind], file) : [.. kind];
            var own = targets[kind.Key].ToArray();
            for (var i = 0; i < ordered.Length; i++)
                foreach (var (name, tensor) in own.Length == ordered.Length ? own[i].Convert(ordered[i].Weights) : AsTheyAre(ordered[i]))
                    if (!weights.TryAdd(name, tensor))
                        throw new UserError($"{file}: holds {name} twice.");
        }

        return weights;
    }

    private static KerasKind KindOf(KerasLayer layer) => layer.Weights switch
    {
        var weights when weights.ContainsKey("moving_mean") => KerasKind.BatchNorm,
        var weights when weights.ContainsKey("depthwise_kernel") => KerasKind.SeparableConv,
        var weights when weights.TryGetValue("kernel", out var kernel) && kernel.Shape.Length == 4 => KerasKind.Conv,
        var weights when weights.TryGetValue("kernel", out var kernel) && kernel.Shape.Length == 2 => KerasKind.Dense,
        _ => KerasKind.Other,
    };

    /// <summary>
    /// The file lists layers by their depth in the graph, which puts the shortcut of a residual module behind its main path;
    /// the numbers in Keras's own names tell when each was made.
    /// </summary>
    private static KerasLayer[] InOrderOfCreation(KerasLayer[] layers, string file)
    {
        var named = layers.Select(layer => (Layer: layer, Parts: Numbered().Match(layer.Name))).ToArray();
        if (named.Select(item => item.Parts.Groups["stem"].Value).Distinct().Count() > 1 || named.Select(item => Number(item.Parts)).Distinct().Count() < layers.Length)
            throw new UserError(
                $"{file}: its layers {string.Join(", ", layers.Select(layer => layer.Name).Take(3))}, … have names of their own; in a network with branches only the numbers of Keras's names tell which is which.");
        return [.. named.OrderBy(item => Number(item.Parts)).Select(item => item.Layer)];
    }

    private static long Number(Match name) => name.Groups["number"] is { Success: true } number
        ? long.Parse(number.ValueSpan, System.Globalization.CultureInfo.InvariantCulture)
        : 0;

    private static IEnumerable<KeyValuePair<string, StoredTensor>> AsTheyAre(KerasLayer layer) =>
        layer.Weights.Select(weight => KeyValuePair.Create($"{layer.Name}/{weight.Key}", weight.Value));

    [GeneratedRegex(@"^(?<stem>.*?)(_(?<number>[0-9]{1,9}))?$", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Numbered();
}

/// <summary>A layer of a model that one of a Keras file can fill.</summary>
/// <param name="Kind">The name that Keras gives such a layer.</param>
/// <param name="Names">Keras's names for its weights, and those of the model's state.</param>
/// <param name="FlattenedMap">Channels, height and width of the map whose flattened values it reads, or null.</param>
internal sealed record KerasTarget(KerasKind Kind, IReadOnlyList<(string Keras, string Own)> Names, long[]? FlattenedMap = null)
{
    /// <summary>In the order in which the model registers them, which is that of the published code.</summary>
    public static IEnumerable<KerasTarget> Of(Classifier model, ModelGraph graph) => Of(model, "", graph);

    /// <summary>Weights that the layer has and the model's does not keep their name, and so will be reported.</summary>
    public IEnumerable<KeyValuePair<string, StoredTensor>> Convert(IReadOnlyDictionary<string, StoredTensor> weights) =>
        weights.Select(weight => Names.FirstOrDefault(name => name.Keras == weight.Key) is { Own: { } own }
            ? KeyValuePair.Create(own, Transposed(weight.Key, weight.Value))
            : KeyValuePair.Create($"{Names[0].Own} as {weight.Key}", weight.Value));

    private static IEnumerable<KerasTarget> Of(nn.Module module, string path, ModelGraph graph) => module switch
    {
        SeparableConv2d => [new(KerasKind.SeparableConv, [("depthwise_kernel", $"{path}depthwise.weight"), ("pointwise_kernel", $"{path}pointwise.weight")])],
        Conv2d => [new(KerasKind.Conv, Affine(path))],
        Linear => [new(KerasKind.Dense, Affine(path), FlattenedMapBefore(path[..^1], graph))],
        BatchNorm2d or DenseBatchNorm => [new(KerasKind.BatchNorm,
            [("gamma", $"{path}weight"), ("beta", $"{path}bias"), ("moving_mean", $"{path}running_mean"), ("moving_variance", $"{path}running_var")])],
        _ => module.named_children().SelectMany(child => Of(child.module, $"{path}{child.name}.", graph)),
    };

    private static (string, string)[] Affine(string path) => [("kernel", $"{path}weight"), ("bias", $"{path}bias")];

    /// <summary>Keras flattens height × width × channels, torch channels × height × width.</summary>
    private static long[]? FlattenedMapBefore(string dense, ModelGraph graph)
    {
        for (var layer = Find(dense); layer is not null; layer = Find(layer.Inputs[0]))
        {
            if (layer.Module is Flatten)
                return [.. (Find(layer.Inputs[0])?.OutputShape ?? graph.InputShape).Skip(1)];
            if (layer.Name != dense && layer.Module is Linear)
                return null;
        }

        return null;

        GraphLayer? Find(string name) => graph.Layers.FirstOrDefault(layer => layer.Name == name);
    }

    private StoredTensor Transposed(string name, StoredTensor weight) => (name, weight.Shape.Length) switch
    {
        ("kernel" or "pointwise_kernel", 4) => weight.Permute(3, 2, 0, 1),   // h×w×in×out → out×in×h×w
        ("depthwise_kernel", 4) => weight.Permute(2, 3, 0, 1),              // h×w×in×1 → in×1×h×w
        ("kernel", 2) when FlattenedMap is [var channels, var height, var width] && weight.Shape[0] == channels * height * width =>
            weight.Reshape(height, width, channels, weight.Shape[1]).Permute(3, 2, 0, 1).Reshape(weight.Shape[1], weight.Shape[0]),
        ("kernel", 2) => weight.Permute(1, 0),                              // in×out → out×in
        _ => weight,
    };
}

/// <summary>Kinds of Keras layers that have weights, told apart by what those are called.</summary>
internal enum KerasKind
{
    Conv,
    SeparableConv,
    Dense,
    BatchNorm,
    Other,
}
