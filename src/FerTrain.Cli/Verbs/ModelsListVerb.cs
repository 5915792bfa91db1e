using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Metrics;
using FerTrain.Export;
using FerTrain.Models;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain models list</c></summary>
internal static class ModelsListVerb
{
    public static Command Create()
    {
        var json = SharedOptions.Json();
        var verb = new Verb("list", "List every architecture with its published input and its parameters for seven classes, and the pretrained models.",
            "fertrain models list",
            "fertrain models list --json") { json };
        verb.SetAction(parse =>
        {
            var pretrained = PretrainedModel.All().Select(ListedModel.Of).ToArray();
            var models = ModelRegistry.Networks.Select(entry => new
            {
                entry.Name,
                Input = $"{entry.PublishedSize}x{entry.PublishedSize}x{entry.Channels}",
                entry.Total,
                entry.Trainable,
                NonTrainable = entry.Total - entry.Trainable,
                entry.Systems,
                Pretrained = pretrained.Where(model => model.Network == entry.Name),
            }).ToArray();
            var output = parse.InvocationConfiguration.Output;
            if (parse.GetValue(json))
            {
                JsonOutput.Write(output, models);
                return;
            }

            TextTable.Write(output,
            [
                ["name", "input", "total", "trainable", "non-trainable", "systems"],
                .. models.Select(m => new[]
                {
                    m.Name, m.Input,
                    NumberText.Grouped(m.Total), NumberText.Grouped(m.Trainable), NumberText.Grouped(m.NonTrainable),
                    string.Join(", ", m.Systems)
                }),
            ], alignment: "lrrrrl");
            if (pretrained.Length == 0) return;
            output.WriteLine();
            TextTable.Write(output, [["pretrained", "network", "accuracy", "split", "size", "a face"], .. pretrained.Select(model => model.Row())], alignment: "llrlrr");
        });
        return verb;
    }
}

/// <summary>What a list says of a pretrained model, all of it from its files.</summary>
internal sealed record ListedModel(string Name, string Network, string File, long Bytes, ExportScore? Score, FaceTime? Speed, string Card)
{
    public static ListedModel Of(PretrainedModel model) => new(
        model.Name, model.Description.Model, model.Onnx, new FileInfo(model.Onnx).Length, model.Description.Score, model.Description.Speed, model.Card);

    public string[] Row() =>
    [
        Name, Network,
        Score is null ? "–" : $"{MetricFormat.Percent.Number(Score.Accuracy)} ± {MetricFormat.Percent.Text(Score.StandardError)}",
        Score is null ? "–" : EnumName.Of(Score.Split),
        FileSize.Text(Bytes),
        Speed is null ? "–" : FormattableString.Invariant($"{Speed.Milliseconds:F2} ms"),
    ];
}
