using System.CommandLine;
using System.Globalization;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Errors;
using FerTrain.Data;
using FerTrain.Evaluation;
using FerTrain.Export;
using FerTrain.Training;
using FerTrain.Vision.Explanation;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain explain IMAGE|--row N [--layer L] [--class NAME]</c></summary>
internal static class ExplainVerb
{
    public static Command Create(Terminal terminal)
    {
        var image = new Argument<string?>("image") { Description = "An image of one face.", Arity = ArgumentArity.ZeroOrOne };
        var row = new Option<int?>("--row") { Description = "A face of the data, by its row number in predictions.csv." };
        var dataFile = new Option<string?>("--data") { Description = "Another CSV file or folder of class folders for --row, prepared by the run's config." };
        var layer = new Option<string?>("--layer") { Description = "A layer that models show lists. Default: the last layer with feature maps." };
        var label = new Option<string?>("--class") { Description = "Also explain this class, beside the predicted one." };
        var checkpoint = SharedOptions.Checkpoint("A checkpoint");
        var target = new Option<string>("--out") { Description = "Folder for the figures.", DefaultValueFactory = _ => "explanations" };
        var (runs, device, json) = (SharedOptions.Runs(), SharedOptions.Device(), SharedOptions.Json());
        var verb = new Verb("explain", "Show where the model looks in one face: Grad-CAM, occlusion sensitivity and the feature maps of a layer.",
            "fertrain explain face.png --class sad",
            "fertrain explain --row 12 --layer body.module2.add --checkpoint runs/20261120_181500_mini_xception")
        { image, row, dataFile, layer, label, checkpoint, target, runs, device, json };
        verb.SetAction((parse, cancel) =>
        {
            var (file, number) = (parse.GetValue(image), parse.GetValue(row));
            if (file is null == number is null) throw new UserError("explain needs one face. Expected: an image, or --row N.");
            if (number is null && parse.GetValue(dataFile) is { } data) throw new UserError($"--data {data} needs a row. Expected: --row N with it.");
            var path = ChosenCheckpoint.Find(parse.GetValue(checkpoint), parse.GetValue(runs)!, terminal);
            if (OnnxFile.IsOnnx(path)) throw new UserError($"{path} is an exported file, which does not show its layers. Expected: the checkpoint that it was exported from.");
            var source = Checkpoint.Read(path);
            var named = Label(source, parse.GetValue(label));
            using var model = new ExplainedModel(source, Devices.Find(parse.GetValue(device)!), parse.GetValue(layer));
            if (model.Layer is null) terminal.Warn($"no layer of {source.ModelName} has feature maps, so there is no Grad-CAM.");
            var faces = number is null ? null : Interruptible.Run(() => EvaluationData.Prepare([source], parse.GetValue(dataFile)), cancel).Faces;
            using var face = faces is null ? model.ClassifyFile(file!) : Row(model, faces, number!.Value);
            var stem = file is null ? $"row_{number}" : Path.GetFileNameWithoutExtension(file);
            var files = new ExplanationFiles(parse.GetValue(target)!, stem).Write(model, face, named);
            var truth = faces is not null && faces.Labels[number!.Value] is var known and not FaceSet.Unlabelled ? faces.ClassNames[known] : null;
            var result = new ExplanationResult(file ?? $"row {number}", truth, model, face, files);
            if (parse.GetValue(json))
                result.WriteJson(terminal.Output);
            else
                result.WriteText(terminal.Output);
            return Task.FromResult(0);
        });
        return verb;
    }

    private static int? Label(Checkpoint source, string? name)
    {
        if (name is null) return null;
        var names = source.Preprocessing.ClassNames;
        return names.Index().Where(known => known.Item == name).Select(known => (int?)known.Index).FirstOrDefault()
            ?? throw UserError.UnknownName("class", name, names);
    }

    private static ExplainedFace Row(ExplainedModel model, FaceSet faces, int row) => row >= 0 && row < faces.Count
        ? model.Classify(faces.Face(row).ToArray(), faces.Size, faces.Size)
        : throw new UserError($"--row is {row}. Expected: 0 to {faces.Count - 1}.");
}

/// <summary>Prints the prediction for a face and the files that explain it.</summary>
internal sealed record ExplanationResult(string Face, string? True, ExplainedModel Model, ExplainedFace Prediction, IReadOnlyList<string> Files)
{
    private const int Shown = 3;

    private IReadOnlyList<string> ClassNames => Model.Checkpoint.Preprocessing.ClassNames;

    public void WriteText(TextWriter output)
    {
        var best = ClassNames.Zip(Prediction.Probabilities).OrderByDescending(entry => entry.Second).Take(Shown);
        output.WriteLine($"{Face}: {string.Join(", ", best.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.First} {entry.Second:0.0 %}")))}{(True is null ? "" : $" (labelled {True})")}");
        foreach (var file in Files)
            output.WriteLine(file);
    }

    public void WriteJson(TextWriter output) => JsonOutput.Write(output, new
    {
        Face,
        True,
        Checkpoint = Model.Checkpoint.Path,
        Predicted = ClassNames[Prediction.Predicted],
        Probabilities = ClassNames.Zip(Prediction.Probabilities).ToDictionary(entry => entry.First, entry => entry.Second),
        Model.Layer,
        Files,
    });
}
