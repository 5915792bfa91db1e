using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Vision;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain predict IMAGE|DIR|GLOB|VIDEO … [--checkpoint best.pt] [--faces haar|whole]</c></summary>
internal static class PredictVerb
{
    public static Command Create(Terminal terminal)
    {
        var names = new Argument<string[]>("images") { Description = "Images, videos, folders of these, or quoted patterns with *, ? and **.", Arity = ArgumentArity.OneOrMore };
        var checkpoint = SharedOptions.Checkpoint("A checkpoint, an exported .onnx file");
        var faceMode = new Option<string>("--faces") { Description = "haar finds the faces; whole takes each image as one face.", DefaultValueFactory = _ => EnumName.Of(FaceDetectionMode.Haar) };
        var group = new Option<bool>("--group") { Description = "Also report the group emotion of each image: positive, neutral and negative." };
        var every = new Option<int>("--every") { Description = "Classify only every Nth frame of a video.", DefaultValueFactory = _ => 1 };
        var target = new Option<string>("--out") { Description = "Folder for the annotated copies and predictions.csv.", DefaultValueFactory = _ => "predictions" };
        var detector = new DetectorOptions(new DetectionOptions());
        var (runs, device, json) = (SharedOptions.Runs(), SharedOptions.Device(), SharedOptions.Json());
        var verb = new Verb("predict", "Find and classify the faces in images and videos, and write annotated copies.",
            "fertrain predict photo.jpg holiday/ --group",
            "fertrain predict \"faces/**/*.png\" --faces whole --checkpoint face.onnx --json")
        { names, checkpoint, faceMode, group, every, target, runs, device, json };
        foreach (var option in detector.All)
            verb.Options.Add(option);
        verb.SetAction((parse, cancel) =>
        {
            if (parse.GetValue(every) is < 1 and var frames) throw new UserError($"--every is {frames}. Expected: 1 or more.");
            var isWhole = EnumName.Parse<FaceDetectionMode>("value of --faces", parse.GetValue(faceMode)!) == FaceDetectionMode.Whole;
            var files = MediaFile.Find(parse.GetRequiredValue(names));
            var model = ChosenCheckpoint.Read(parse.GetValue(checkpoint), parse.GetValue(runs)!, terminal);
            var on = ChosenCheckpoint.Device(parse.GetValue(device)!, [model]);
            if (parse.GetValue(group)) GroupEmotion.RequireKnown(model.Preprocessing.ClassNames);
            using var faces = isWhole ? null : detector.CreateDetector(parse);
            using var classifier = new FaceClassifier(model, on);
            var predictor = new FacePredictor(faces, classifier, parse.GetValue(group));
            var folder = parse.GetValue(target)!;
            OutputFolder.Create(folder);
            var log = new PredictionLog(terminal, classifier.ClassNames, parse.GetValue(json));
            new PredictionRun(predictor, folder, parse.GetValue(every), log).Predict(files, cancel);
            return Task.FromResult(log.Finish(folder) ? 0 : App.UserMistake);
        });
        return verb;
    }
}

/// <summary>Selects how the faces of an image are found.</summary>
internal enum FaceDetectionMode
{
    /// <summary>Finds faces with a Haar cascade.</summary>
    Haar,

    /// <summary>Takes each image as one face.</summary>
    Whole,
}

/// <summary>Predicts file after file; a file that cannot be read does not stop the others.</summary>
internal sealed class PredictionRun(FacePredictor predictor, string folder, int every, PredictionLog log)
{
    /// <exception cref="OperationCanceledException">The run is cancelled between two images.</exception>
    public void Predict(IReadOnlyList<MediaFile> files, CancellationToken cancel)
    {
        var targets = new OutputNames(folder, files);
        foreach (var file in files)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                Predict(file, targets.For(file), cancel);
            }
            catch (UserError error)
            {
                log.Fail(file.Path, error.Message);
            }
        }
    }

    private void Predict(MediaFile file, string target, CancellationToken cancel)
    {
        if (!file.IsVideo)
        {
            log.Image(predictor.Image(file.Path, target));
            return;
        }

        log.StartVideo();
        foreach (var frame in predictor.Video(file.Path, target, every))
        {
            cancel.ThrowIfCancellationRequested();
            log.Frame(frame);
        }

        log.EndVideo(file.Path);
    }
}
