using System.Text.RegularExpressions;
using FerTrain.Core.Archive;
using FerTrain.Core.Errors;
using FerTrain.Core.Hdf5;
using FerTrain.Models;

namespace FerTrain.Training.Initialization;

/// <summary>
/// A Keras model's weights under the names and in the layout of the same architecture here. The n-th layer of a kind is
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
            throw new UserError($"{file}: its layers {string.Join(", ", layers.Select(layer => layer.Name).Take(3))}, … have names of their own; in a network with branches only the numbers of Keras's names tell which is which.");
        return [.. named.OrderBy(item => Number(item.Parts)).Select(item => item.Layer)];
    }

    private static long Number(Match name) => name.Groups["number"] is { Success: true } number ? long.Parse(number.ValueSpan, System.Globalization.CultureInfo.InvariantCulture) : 0;

    private static IEnumerable<KeyValuePair<string, StoredTensor>> AsTheyAre(KerasLayer layer) =>
        layer.Weights.Select(weight => KeyValuePair.Create($"{layer.Name}/{weight.Key}", weight.Value));

    [GeneratedRegex(@"^(?<stem>.*?)(_(?<number>\d{1,9}))?$", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Numbered();
}
