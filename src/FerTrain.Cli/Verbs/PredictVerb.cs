using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Data;
using FerTrain.Vision;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain predict IMAGE|DIR|GLOB|VIDEO … [--checkpoint best.pt] [--faces haar|whole]</c></summary>
internal static class PredictVerb
{
    public static Command Create(Terminal terminal)
    {
        var names = new Argument<string[]>("images") { Description = "Images, videos, folders of these, or quoted patterns with *, ? and **.", Arity = ArgumentArity.OneOrMore };
        var checkpoint = SharedOptions.Checkpoint("A checkpoint, an exported .onnx file");
        var group = new Option<bool>("--group") { Description = "Also report the group emotion of each image: positive, neutral and negative." };
        var every = new Option<int>("--every")
        {
            Description = "Classify only every Nth frame of a video; the copy holds only these and is as long.",
            DefaultValueFactory = _ => 1,
        };
        var confidence = new Option<double>("--min-confidence")
        {
            Description = "Call a face unsure whose most probable class is below this probability.",
            DefaultValueFactory = _ => 0,
        };
        var megapixels = new Option<int>("--max-megapixels") { Description = "Refuse images of more megapixels.", DefaultValueFactory = _ => ImageFile.MostMegapixels };
        var target = new Option<string>("--out")
        {
            Description = "Folder for the annotated copies and predictions.csv; with a number if it holds files already.",
            DefaultValueFactory = _ => "predictions",
        };
        var crops = new Option<bool>("--crops") { Description = "Also save a picture of each face, in the folder crops." };
        var lines = new Option<bool>("--jsonl") { Description = "Write one JSON object a line to standard output, for each image or frame as it is done." };
        var faceOptions = new FaceOptions();
        var (runs, device, json) = (SharedOptions.Runs(), SharedOptions.Device(), SharedOptions.Json());
        var verb = new Verb("predict", "Find and classify the faces in images and videos, and write annotated copies.",
            "fertrain predict photo.jpg holiday/ --group",
            "fertrain predict \"faces/**/*.png\" --faces whole --checkpoint face.onnx --json")
        { names, checkpoint, faceOptions.Mode, group, every, confidence, crops, megapixels, target, runs, device, json, lines };
        foreach (var option in faceOptions.Detector)
            verb.Options.Add(option);
        verb.SetAction((parse, cancel) =>
        {
            if (parse.GetValue(every) is < 1 and var frames) throw new UserError($"--every is {frames}. Expected: 1 or more.");
            if (parse.GetValue(confidence) is var least && !(least is >= 0 and <= 1))
                throw new UserError(FormattableString.Invariant($"--min-confidence is {least}. Expected: 0 to 1."));
            if (parse.GetValue(megapixels) is < 1 and var limit) throw new UserError($"--max-megapixels is {limit}. Expected: 1 or more.");
            if (parse.GetValue(json) && parse.GetValue(lines)) throw new UserError("--json and --jsonl are two forms of one result. Expected: one of them.");
            _ = faceOptions.ModeOf(parse);
            var files = MediaFile.Find(parse.GetRequiredValue(names));
            var model = ChosenCheckpoint.Read(parse.GetValue(checkpoint), parse.GetValue(runs)!, terminal);
            var on = ChosenCheckpoint.Device(parse.GetValue(device)!, [model]);
            if (parse.GetValue(group) && GroupEmotion.Uncounted(model.Preprocessing.ClassNames) is { Count: > 0 } odd)
                terminal.Warn($"--group leaves out {string.Join(", ", odd)}: neither positive, neutral nor negative.");
            using var faces = faceOptions.CreateDetector(parse);
            using var classifier = new FaceClassifier(model, on);
            using var folder = new PredictionFolder(parse.GetValue(target)!);
            var options = new PredictionOptions
            {
                Group = parse.GetValue(group),
                MinConfidence = least,
                Crops = parse.GetValue(crops) ? folder.Crops : null,
                Megapixels = parse.GetValue(megapixels),
            };
            var format = parse.GetValue(json) ? PredictionFormat.Json : parse.GetValue(lines) ? PredictionFormat.JsonLines : PredictionFormat.Text;
            var log = new PredictionLog(terminal, new ExpressionNames(classifier.ClassNames, least), format);
            var predictor = new FacePredictor(faces, classifier, options);
            ChosenCheckpoint.Warn(terminal, model);
            try
            {
                new PredictionRun(predictor, folder.Path, parse.GetValue(every), log).Predict(files, cancel);
            }
            catch (OperationCanceledException)
            {
                log.Finish(folder.Path, options.Crops); // what is done is worth its table
                throw;
            }

            return Task.FromResult(log.Finish(folder.Path, options.Crops) ? 0 : App.UserMistake);
        });
        return verb;
    }
}

/// <summary>Makes a folder for the results, and removes it again if it was not there before and stays empty.</summary>
internal sealed class PredictionFolder : IDisposable
{
    private readonly bool _wasThere;
    private readonly IDisposable _claim;

    public PredictionFolder(string path)
    {
        _wasThere = OutputFolder.IsEmpty(path);
        (Path, _claim) = OutputFolder.ClaimEmpty(path);
    }

    public string Path { get; }

    public string Crops => System.IO.Path.Combine(Path, "crops");

    public void Dispose()
    {
        _claim.Dispose();
        if (!_wasThere && OutputFolder.IsEmpty(Path)) Directory.Delete(Path);
    }
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
        log.EndVideo(file.Path, predictor.Video(file.Path, new VideoTarget(target, OutputNames.PlotBeside(target)), every, frame =>
        {
            cancel.ThrowIfCancellationRequested();
            log.Frame(frame);
        }, cancel));
    }
}
