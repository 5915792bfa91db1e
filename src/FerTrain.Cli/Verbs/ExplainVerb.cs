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
        var image = new Argument<string?>("image")
        {
            Description = "A photograph, in which the face is found as predict does; or, with --faces whole, an image that is one face.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var number = new Option<int?>("--face") { Description = "The number of the face in a photograph, from 0 at the left. Default: the largest." };
        var faceOptions = new FaceOptions();
        var row = new Option<int?>("--row") { Description = "A face of the data, by its row number in predictions.csv." };
        var dataFile = new Option<string?>("--data") { Description = "Another CSV file or folder of class folders for --row, prepared by the run's config." };
        var layer = new Option<string?>("--layer") { Description = "A layer that models show lists. Default: the last layer with maps of at least 6 x 6." };
        var label = new Option<string?>("--class") { Description = "Also explain this class, beside the predicted one." };
        var checkpoint = SharedOptions.Checkpoint("A checkpoint, a .safetensors file that export wrote");
        var target = new Option<string>("--out") { Description = "Folder for the figures.", DefaultValueFactory = _ => "explanations" };
        var (runs, device, formats, json) = (SharedOptions.Runs(), SharedOptions.Device(), SharedOptions.Formats(), SharedOptions.Json());
        var verb = new Verb("explain", "Show where the model looks in one face: Grad-CAM, occlusion sensitivity and the feature maps of a layer.",
            "fertrain explain photo.jpg --class sad",
            "fertrain explain --row 12 --layer body.module2.add --checkpoint runs/20261120_181500_mini_xception")
        { image, faceOptions.Mode, number, row, dataFile, layer, label, checkpoint, target, runs, device, formats, json };
        foreach (var option in faceOptions.Detector)
            verb.Options.Add(option);
        verb.SetAction((parse, cancel) =>
        {
            var (file, rowNumber, formatsOfFigures) = (parse.GetValue(image), parse.GetValue(row), SharedOptions.FormatsOf(parse, formats, new()));
            if (file is null == rowNumber is null) throw new UserError("explain needs one face. Expected: an image, or --row N.");
            if (parse.GetValue(number) is { } asked && (rowNumber is not null || faceOptions.ModeOf(parse) == FaceDetectionMode.Whole))
                throw new UserError($"--face {asked} counts the faces that are found in a photograph. Expected: an image with it, without --faces whole.");
            if (rowNumber is not null && faceOptions.Detector.Prepend(faceOptions.Mode).FirstOrDefault(parse.IsGiven) is { } search)
                throw new UserError($"{search.Name} is for photographs. Expected: an image with it, in place of --row.");
            if (rowNumber is null && parse.GetValue(dataFile) is { } data) throw new UserError($"--data {data} needs a row. Expected: --row N with it.");
            var path = ChosenCheckpoint.FindOrPretrained(parse.GetValue(checkpoint), parse.GetValue(runs)!, terminal, model => model.Weights);
            if (OnnxFile.IsOnnx(path)) throw new UserError($"{path} is an exported file, which does not show its layers. Expected: the checkpoint that it was exported from.");
            var source = ModelFile.ReadWeights(path);
            var named = Label(source, parse.GetValue(label));
            using var model = new ExplainedModel(source, Devices.Find(parse.GetValue(device)!), parse.GetValue(layer));
            if (model.Layer is null) terminal.Warn($"no layer of {source.ModelName} has feature maps, so there is no Grad-CAM.");
            var faces = rowNumber is null ? null : Interruptible.Run(() => EvaluationData.Prepare([source], parse.GetValue(dataFile)), cancel).Prepared.Faces;
            using var detector = file is null ? null : faceOptions.CreateDetector(parse);
            using var picked = file is null ? null : PickedFace.Of(file, detector, parse.GetValue(number));
            using var face = picked is null ? Row(model, faces!, rowNumber!.Value) : OfImage(model, picked);
            var folder = parse.GetValue(target)!;
            var shown = picked is null
                ? $"row_{rowNumber}"
                : $"{Path.GetFileNameWithoutExtension(file)}{(picked is { Number: { } which, All.Count: > 1 } ? $"_face_{which}" : "")}";
            var stem = ExplanationFiles.FreeStem(folder, shown);
            var files = new ExplanationFiles(folder, stem, formatsOfFigures).Write(model, face, named, picked);
            var truth = faces is not null && faces.Labels[rowNumber!.Value] is var known and not FaceSet.Unlabelled ? faces.ClassNames[known] : null;
            ChosenCheckpoint.Warn(terminal, source);
            var result = new ExplanationResult(file ?? $"row {rowNumber}", picked, truth, model, face, files);
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

    private static ExplainedFace OfImage(ExplainedModel model, PickedFace picked)
    {
        using var face = picked.Cut();
        return model.Classify(face);
    }

    private static ExplainedFace Row(ExplainedModel model, FaceSet faces, int row) => row >= 0 && row < faces.Count
        ? model.Classify(faces, row)
        : throw new UserError($"--row is {row}. Expected: 0 to {faces.Count - 1}.");
}

/// <summary>Prints the prediction for a face and the files that explain it.</summary>
internal sealed record ExplanationResult(string Face, PickedFace? Picked, string? True, ExplainedModel Model, ExplainedFace Prediction, IReadOnlyList<string> Files)
{
    private const int Shown = 3;

    private IReadOnlyList<string> ClassNames => Model.Checkpoint.Preprocessing.ClassNames;

    public void WriteText(TextWriter output)
    {
        var best = ClassNames.Zip(Prediction.Probabilities).OrderByDescending(entry => entry.Second).Take(Shown);
        var place = Picked is { All.Count: > 1 } ? $", face {Picked.Number} of {Picked.All.Count} (from 0)" : "";
        var shares = best.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.First} {entry.Second:0.0 %}"));
        output.WritePrintable($"{Face}{place}: {string.Join(", ", shares)}{(True is null ? "" : $" (labelled {True})")}");
        foreach (var file in Files)
            output.WritePrintable(file);
    }

    public void WriteJson(TextWriter output) => JsonOutput.Write(output, new
    {
        Face,
        Box = Picked?.Box is { } box ? new[] { box.X, box.Y, box.Width, box.Height } : null,
        True,
        Checkpoint = Model.Checkpoint.Path,
        Predicted = ClassNames[Prediction.Predicted],
        Probabilities = ClassNames.Zip(Prediction.Probabilities).ToDictionary(entry => entry.First, entry => entry.Second),
        Model.Layer,
        Files,
    });
}
