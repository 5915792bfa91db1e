using FerTrain.Core.Archive;
using FerTrain.Models;
using FerTrain.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FerTrain.Training.Initialization;

/// <summary>A layer of a model that one of a Keras file can fill.</summary>
/// <param name="Kind">What Keras calls such a layer.</param>
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
