using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Evaluation;
using FerTrain.Export;
using FerTrain.Export.Onnx;
using FerTrain.Reports;
using FerTrain.Training;
using TorchSharp;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain card [RUN] [--out pretrained/NAME]</c></summary>
internal static class CardVerb
{
    private static readonly string[] Endings = [".md", ".onnx", ".safetensors"];

    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string?>("run")
        {
            Description = "A run, by its folder, name or a unique part of its name; the newest without it.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var target = new Option<string?>("--out")
        {
            Description = "Path of the files without their endings; pretrained/NAME makes NAME a name that --checkpoint takes. Default: card/MODEL in the run."
        };
        var fp16 = new Option<bool>("--fp16") { Description = "Store the kernels of both files as float16." };
        var calibrated = new Option<bool>("--calibrated") { Description = "Divide the logits of the .onnx file by the temperature that fits the validation split best." };
        var dataFile = new Option<string?>("--data") { Description = "The faces that the run was trained on and is scored on, where they lie elsewhere by now." };
        var (runs, json) = (SharedOptions.Runs(), SharedOptions.Json());
        var verb = new Verb("card",
            "Pack a run's model for others: .onnx, .safetensors, and a model card that says what it was trained on, how good and how fast it is, and what it is not for.",
            "fertrain card",
            "fertrain card mini_xception --out pretrained/my_faces --calibrated")
        { name, target, fp16, calibrated, dataFile, runs, json };
        verb.SetAction((parse, cancel) =>
        {
            var path = ChosenCheckpoint.Find(parse.GetValue(name), parse.GetValue(runs)!, terminal, model => model.Weights);
            var (run, summary) = ReadRun(path);
            var source = Checkpoint.Read(path);
            var output = new OnnxOutput(source, parse.GetValue(dataFile), terminal);
            var data = Interruptible.Run(() => output.Evaluation, cancel);
            if (data.Trained is null)
                throw new UserError(
                    $"--data {parse.GetValue(dataFile)}: these are not the faces that '{run.Directory.Root}' was trained on. Expected: those, wherever they lie.");
            var model = new PretrainedModel(Stem(parse.GetValue(target)) ?? Path.Combine(run.Directory.Root, "card", source.ModelName));
            var options = new OnnxOptions
            {
                Fp16 = parse.GetValue(fp16),
                Temperature = parse.GetValue(calibrated) ? Interruptible.Run(() => output.Temperature(cancel), cancel) : 1,
                Score = ChosenCheckpoint.Score(source),
            };
            if (File.Exists(model.Card)) File.Delete(model.Card); // an earlier one is not of these files; what has a card is whole, so it comes last
            var written = output.Write(model.Onnx, options, samples: null, cancel);
            SafetensorsExport.Write(model.Weights, source, options.Fp16, options.Score);
            var config = source.Config.Eval with { Split = data.Prepared.Split.OrVal(source.Config.Eval.Split), Tta = TestTimeAugmentation.None };
            var scored = new Evaluator(data, config, torch.CPU).Evaluate([OnnxFile.Read(model.Onnx)], cancel).Result;
            var description = model.Description with { Speed = Speed(model.Onnx, cancel) };
            description.Write(model.Onnx);
            new ModelCard(model, run, summary, scored, description).Write();
            if (parse.GetValue(json))
                JsonOutput.Write(terminal.Output, new
                {
                    model.Card,
                    model.Onnx,
                    model.Weights,
                    written.Bytes,
                    scored.Split,
                    scored.Samples,
                    scored.Accuracy,
                    scored.StandardError,
                    LeakFreeAccuracy = scored.LeakFree?.Accuracy,
                    description.Speed,
                });
            else
                Print(terminal.Output, model, written);
            return Task.FromResult(0);
        });
        return verb;
    }

    /// <exception cref="UserError">No run that has ended scored this checkpoint, or it learnt from synthetic faces.</exception>
    private static (RunRecord Run, RunSummary Summary) ReadRun(string checkpoint)
    {
        var run = RunRecord.Read(RunDirectory.OfCheckpoint(checkpoint)
            ?? throw new UserError($"{checkpoint} lies in no run, and a card tells what a run recorded. Expected: a run."));
        if (run.LearntSyntheticFaces)
            throw new UserError(
                $"Run '{run.Directory.Root}' learnt from synthetic faces, so its answers for photographs mean nothing. Expected: a run on faces of a data set.");
        var described = run.Directory.Checkpoint(run.Config.Eval.Checkpoint);
        if (Path.GetFullPath(checkpoint) != Path.GetFullPath(described))
            throw new UserError($"{checkpoint} is not the checkpoint that the run's scores are of. Expected: {described}.");
        return (run, run.Summary ?? throw new UserError($"Run '{run.Directory.Root}' has not ended. {ProgramCommand.Of(["train", "--resume", run.Directory.Root])} resumes it."));
    }

    private static string? Stem(string? target)
    {
        if (target is null) return null;
        var stem = Array.Find(Endings, ending => target.EndsWith(ending, StringComparison.Ordinal)) is { } known ? target[..^known.Length] : target;
        return Path.GetFileName(stem) is "" or "." or ".."
            ? throw new UserError($"--out is {target}. Expected: the path of a file without its ending, such as pretrained/my_faces.")
            : stem;
    }

    /// <summary>Measures on one thread, as many as <c>predict</c> uses for faces that come one after another.</summary>
    private static FaceTime Speed(string onnx, CancellationToken cancel)
    {
        _ = Devices.Find("cpu", threads: 1);
        using var session = OnnxSession.Open(onnx);
        return new(session.Milliseconds(batch: 1, cancel), RunEnvironment.ProcessorName(), Threads: 1);
    }

    private static void Print(TextWriter output, PretrainedModel model, ExportResult written)
    {
        written.WriteText(output);
        output.WritePrintable($"{model.Weights}: the weights alone");
        output.WritePrintable($"{model.Card}: the model card");
    }
}
