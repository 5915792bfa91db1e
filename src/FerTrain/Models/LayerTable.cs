using System.Globalization;
using System.Text.Json.Serialization;
using FerTrain.Core.Files;

namespace FerTrain.Models;

/// <summary>The layers of a model as Keras lists them: channels last, null for the batch. The object of <c>models show --json</c> and of a run's layers.json.</summary>
internal sealed record LayerTable(string Name, string Source, IReadOnlyList<LayerRow> Layers, long Total, long Trainable, long NonTrainable)
    : IJsonOnDeserialized
{
    public static LayerTable Of(NetworkEntry entry, ModelGraph graph, ParameterCounts counts) => new(
        entry.Name,
        entry.Source,
        [
            new(ModelGraph.Input, "InputLayer", KerasShape(graph.InputShape), 0, []),
            .. graph.Layers.Select(layer => new LayerRow(layer.Name, layer.Type, KerasShape(layer.OutputShape), layer.Parameters.Total, layer.Inputs)),
        ],
        counts.Total, counts.Trainable, counts.NonTrainable);

    void IJsonOnDeserialized.OnDeserialized() =>
        JsonFile.Require(Layers.Count > 0 && Layers.All(layer => layer?.Inputs.All(input => input is not null) == true), "layers: one or more, with their inputs");

    private static IReadOnlyList<long?> KerasShape(IReadOnlyList<long> shape) =>
        shape is [_, var channels, var height, var width] ? [null, height, width, channels] : [null, .. shape.Skip(1).Select(size => (long?)size)];
}

/// <summary>One layer of the table.</summary>
/// <param name="Name">Path of the module in the model.</param>
/// <param name="Type">The name that Keras gives such a layer.</param>
/// <param name="OutputShape">Batch×H×W×C or batch×features.</param>
/// <param name="Parameters">All values, BatchNorm's running statistics included.</param>
/// <param name="Inputs">Names of the layers it reads.</param>
internal sealed record LayerRow(string Name, string Type, IReadOnlyList<long?> OutputShape, long Parameters, IReadOnlyList<string> Inputs)
{
    /// <summary>The shape as Keras writes it, for example (None, 46, 46, 8).</summary>
    public string ShapeText() =>
        $"({string.Join(", ", OutputShape.Select(size => size is { } known ? known.ToString(CultureInfo.InvariantCulture) : "None"))})";
}
