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
        var names = new Argument<string[]>("images") { Description = "Images, videos, folders of these, and quoted patterns with *, ? and **.", Arity = ArgumentArity.OneOrMore };
        var checkpoint = SharedOptions.Checkpoint("A checkpoint, an exported .onnx file");
        var search = new Option<string>("--faces") { Description = "haar (finds them) or whole (each image is one face).", DefaultValueFactory = _ => EnumName.Of(FaceSearch.Haar) };
        var group = new Option<bool>("--group") { Description = "Sum the faces of an image up as positive, neutral and negative." };
        var every = new Option<int>("--every") { Description = "Look at every Nth frame of videos.", DefaultValueFactory = _ => 1 };
        var target = new Option<string>("--out") { Description = "Folder of the annotated files and predictions.csv.", DefaultValueFactory = _ => "predictions" };
        var detector = new DetectorOptions(new DetectionOptions());
        var (runs, device, json) = (SharedOptions.Runs(), SharedOptions.Device(), SharedOptions.Json());
        var verb = new Verb("predict", "Find the faces of images and videos, tell their expressions, and write it all into copies of these.",
            "fertrain predict photo.jpg holiday/ --group",
            "fertrain predict \"faces/**/*.png\" --faces whole --checkpoint face.onnx --json")
        { names, checkpoint, search, group, every, target, runs, device, json };
        foreach (var option in detector.All)
            verb.Options.Add(option);
        verb.SetAction((parse, cancel) =>
        {
            if (parse.GetValue(every) is < 1 and var frames) throw new UserError($"--every {frames}: accepted: 1 or more.");
            var isWhole = EnumName.Parse<FaceSearch>("search for faces", parse.GetValue(search)!) == FaceSearch.Whole;
            var files = VisionFile.Find(parse.GetRequiredValue(names));
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

/// <summary>Where the faces of an image are.</summary>
internal enum FaceSearch
{
    /// <summary>Where the cascade finds them.</summary>
    Haar,

    /// <summary>Each image is one face.</summary>
    Whole,
}

/// <summary>File after file; one that cannot be read does not keep the others from being.</summary>
internal sealed class PredictionRun(FacePredictor predictor, string folder, int every, PredictionLog log)
{
    /// <exception cref="OperationCanceledException">Cancelled between two images.</exception>
    public void Predict(IReadOnlyList<VisionFile> files, CancellationToken cancel)
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

    private void Predict(VisionFile file, string target, CancellationToken cancel)
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
