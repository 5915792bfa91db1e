using System.CommandLine;
using System.Globalization;
using FerTrain.Cli.Rendering;
using FerTrain.Models;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain models list</c></summary>
internal static class ModelsListVerb
{
    public static Command Create()
    {
        var json = SharedOptions.Json();
        var verb = new Verb("list", "List every architecture with its published input and its parameters for seven classes.",
            "fertrain models list",
            "fertrain models list --json") { json };
        verb.SetAction(parse =>
        {
            var models = ModelRegistry.Networks.Select(entry => new
            {
                entry.Name,
                Input = $"{entry.PublishedSize}x{entry.PublishedSize}x{entry.Channels}",
                entry.Total,
                entry.Trainable,
                NonTrainable = entry.Total - entry.Trainable,
                entry.Systems,
            }).ToArray();
            var output = parse.InvocationConfiguration.Output;
            if (parse.GetValue(json))
                JsonOutput.Write(output, models);
            else
                TextTable.Write(output,
                [
                    ["name", "input", "total", "trainable", "non-trainable", "systems"],
                    .. models.Select(m => new[] { m.Name, m.Input, Number(m.Total), Number(m.Trainable), Number(m.NonTrainable), string.Join(", ", m.Systems) }),
                ], alignment: "lrrrrl");
        });
        return verb;
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
