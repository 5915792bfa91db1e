using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Models;
using FerTrain.Torch;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain models show NAME</c></summary>
internal static class ModelsShowVerb
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "A name of fertrain models list." };
        var json = SharedOptions.Json();
        var verb = new Verb("show", "List the layers of an architecture for its published input and seven classes: shapes, parameters, connections.",
            "fertrain models show mini_xception",
            "fertrain models show vgg19 --json") { name, json };
        verb.SetAction(parse =>
        {
            NativeLibraries.Load();
            var entry = ModelRegistry.Network(parse.GetRequiredValue(name));
            using var model = entry.Create(entry.Published());
            var summary = LayerSummary.Of(entry, ModelGraph.Of(model, entry.Published()), ParameterCounts.Of(model));
            var output = parse.InvocationConfiguration.Output;
            if (parse.GetValue(json))
                JsonOutput.Write(output, summary);
            else
                summary.WriteTable(output);
        });
        return verb;
    }
}
