using System.CommandLine;
using System.Globalization;
using FerTrain.Cli.Rendering;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Figures;
using FerTrain.Models;
using FerTrain.Torch;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain models show NAME [key=value …] [--config FILE] [--out net.svg]</c></summary>
internal static class ModelsShowVerb
{
    public static Command Create(Terminal terminal)
    {
        var words = new Argument<string[]>("MODEL|key=value")
        {
            Description = "A model of models list, and keys of the config, e.g. preprocess.size=64.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var config = new Option<string?>("--config") { Description = "A file, or a name in configs/, whose model, input and classes are shown." };
        var target = new Option<string?>("--out") { Description = "Draw the architecture into this .svg or .png file." };
        var json = SharedOptions.Json();
        var verb = new Verb("show", "Show the layers of an architecture: shapes, parameters, connections. Without keys or --config for its published input and seven classes.",
            "fertrain models show mini_xception --out net.svg",
            "fertrain models show nine_conv \"data.merge={disgust: angry}\" preprocess.size=64 --json") { words, config, target, json };
        verb.SetAction(parse =>
        {
            var path = parse.GetValue(target);
            if (path is not null) Drawing.RequireFormat(path);
            NativeLibraries.Load();
            var shown = Config(parse.GetValue(words) ?? [], parse.GetValue(config));
            var entry = ModelRegistry.Network(shown.Model.Name);
            var input = new ModelInput(shown.Data.OutputClasses.Count, shown.Preprocess.Channels, shown.Preprocess.InputSize);
            var description = ModelDescription.Of(entry, input, shown.Train.Freeze);
            if (path is not null) description.Picture.Save(path);
            if (parse.GetValue(json))
                JsonOutput.Write(terminal.Output, description.Layers);
            else
                WriteTable(terminal, description.Layers);
            if (path is not null) (parse.GetValue(json) ? terminal.Error : terminal.Output).WritePrintable($"Picture: {path}");
        });
        return verb;
    }

    private static RunConfig Config(string[] words, string? file)
    {
        var names = Array.FindAll(words, word => !word.Contains('='));
        var keys = Array.FindAll(words, word => word.Contains('='));
        if (names.Length + (file is null ? 0 : 1) != 1)
        {
            var got = names.Length == 0 ? "no model" : string.Join(", ", names);
            throw new UserError($"models show got {got}{(file is null ? "" : $" and --config {file}")}. Expected: one model of models list, or --config FILE.");
        }

        if (file is null && SharedOptions.WordThatSets("model.name", keys) is { } other)
            throw new UserError($"models show got {names[0]} and {other}. Expected: one model.");
        var config = file is null ? ConfigFile.Parse(Published(ModelRegistry.Network(names[0])), "models show", keys) : ConfigFile.Load(file, keys);
        return config.Ensemble.Members.Count == 0 ? config : throw new UserError("models show takes one model, not the members of an ensemble.");
    }

    private static string Published(NetworkEntry entry) => string.Create(CultureInfo.InvariantCulture,
        $"model: {{name: {entry.Name}}}\npreprocess: {{size: {entry.PublishedSize}, channels: {entry.Channels}}}");

    private static void WriteTable(Terminal terminal, LayerTable table)
    {
        var output = terminal.Output;
        var lines = Lines(table, types: true, inputs: true);
        if (!terminal.Holds(lines)) lines = Lines(table, types: true, inputs: false);
        if (!terminal.Holds(lines)) lines = Lines(table, types: false, inputs: false);
        var width = lines.Max(line => line.Length);
        output.WriteLine($"Model: {table.Name} ({table.Source})");
        output.WriteLine(new string('_', width));
        output.WriteLine(lines[0]);
        output.WriteLine(new string('=', width));
        foreach (var line in lines.Skip(1))
            output.WriteLine(line);
        output.WriteLine(new string('=', width));
        output.WriteLine($"Total parameters: {NumberText.Grouped(table.Total)}");
        output.WriteLine($"Trainable parameters: {NumberText.Grouped(table.Trainable)}");
        output.WriteLine($"Non-trainable parameters: {NumberText.Grouped(table.NonTrainable)}");
    }

    private static IReadOnlyList<string> Lines(LayerTable table, bool types, bool inputs) => TextTable.Lines(
    [
        [types ? "Layer (type)" : "Layer", "Output shape", "Parameters", .. inputs ? ["Connected to"] : Array.Empty<string>()],
        .. table.Layers.Select(row => (string[])
        [
            types ? $"{row.Name} ({row.Type})" : row.Name, row.ShapeText(), NumberText.Grouped(row.Parameters),
            .. inputs ? [string.Join(", ", row.Inputs)] : Array.Empty<string>(),
        ]),
    ], "llrl");
}
