using System.CommandLine;
using System.Globalization;
using FerTrain.Cli.Rendering;
using FerTrain.Models;
using FerTrain.Torch;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain models show NAME</c></summary>
internal static class ModelsShowVerb
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("name") { Description = "A model of models list." };
        var json = SharedOptions.Json();
        var verb = new Verb("show", "Show the layers of an architecture for its published input and seven classes: shapes, parameters, connections.",
            "fertrain models show mini_xception",
            "fertrain models show vgg19 --json") { name, json };
        verb.SetAction(parse =>
        {
            NativeLibraries.Load();
            var entry = ModelRegistry.Network(parse.GetRequiredValue(name));
            using var model = entry.Create(entry.Published());
            var summary = LayerSummary.Of(entry, ModelGraph.Of(model, entry.Published()), ParameterCounts.Of(model));
            if (parse.GetValue(json))
                JsonOutput.Write(terminal.Output, summary);
            else
                summary.WriteTable(terminal);
        });
        return verb;
    }
}

/// <summary>Shows a model's layers as Keras does: channels last, null or None for the batch.</summary>
internal sealed record LayerSummary(
    string Name, string Source, IReadOnlyList<LayerSummary.Row> Layers, long Total, long Trainable, long NonTrainable)
{
    public static LayerSummary Of(ModelEntry entry, ModelGraph graph, ParameterCounts counts) => new(
        entry.Name,
        entry.Source,
        [
            new(ModelGraph.Input, "InputLayer", KerasShape(graph.InputShape), 0, []),
            .. graph.Layers.Select(layer => new Row(layer.Name, layer.Type, KerasShape(layer.OutputShape), layer.Parameters.Total, layer.Inputs)),
        ],
        counts.Total, counts.Trainable, counts.NonTrainable);

    public void WriteTable(Terminal terminal)
    {
        var output = terminal.Output;
        var lines = Lines(types: true, inputs: true);
        if (!terminal.Holds(lines)) lines = Lines(types: true, inputs: false);
        if (!terminal.Holds(lines)) lines = Lines(types: false, inputs: false);
        var width = lines.Max(line => line.Length);
        output.WriteLine($"Model: {Name} ({Source})");
        output.WriteLine(new string('_', width));
        output.WriteLine(lines[0]);
        output.WriteLine(new string('=', width));
        foreach (var line in lines.Skip(1))
            output.WriteLine(line);
        output.WriteLine(new string('=', width));
        output.WriteLine($"Total parameters: {Number(Total)}");
        output.WriteLine($"Trainable parameters: {Number(Trainable)}");
        output.WriteLine($"Non-trainable parameters: {Number(NonTrainable)}");
    }

    private IReadOnlyList<string> Lines(bool types, bool inputs) => TextTable.Lines(
    [
        [types ? "Layer (type)" : "Layer", "Output shape", "Parameters", .. inputs ? ["Connected to"] : Array.Empty<string>()],
        .. Layers.Select(row => (string[])
        [
            types ? $"{row.Name} ({row.Type})" : row.Name, Shown(row.OutputShape), Number(row.Parameters),
            .. inputs ? [string.Join(", ", row.Inputs)] : Array.Empty<string>(),
        ]),
    ], "llrl");

    private static IReadOnlyList<long?> KerasShape(IReadOnlyList<long> shape) =>
        shape is [_, var channels, var height, var width] ? [null, height, width, channels] : [null, .. shape.Skip(1).Select(size => (long?)size)];

    private static string Shown(IReadOnlyList<long?> shape) =>
        $"({string.Join(", ", shape.Select(size => size is { } known ? known.ToString(CultureInfo.InvariantCulture) : "None"))})";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    internal sealed record Row(string Name, string Type, IReadOnlyList<long?> OutputShape, long Parameters, IReadOnlyList<string> Inputs);
}
