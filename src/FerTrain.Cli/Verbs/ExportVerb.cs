using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Archive;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Export;
using FerTrain.Export.Onnx;
using FerTrain.Server.Static;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain export [--checkpoint best.pt] --onnx [FILE] | --safetensors [FILE] | --web DIR</c></summary>
internal static class ExportVerb
{
    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string?>("run") { Description = "The run or checkpoint, as --checkpoint takes it.", Arity = ArgumentArity.ZeroOrOne };
        var checkpoint = SharedOptions.Checkpoint("A checkpoint or a .safetensors file that this wrote", "that of the newest run");
        var onnx = new Option<string?>("--onnx")
        {
            Description = "Write an ONNX file that takes raw pixels. Default: export/MODEL.onnx in the run.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var safetensors = new Option<string?>("--safetensors")
        {
            Description = "Write the weights as a safetensors file. Default: export/MODEL.safetensors in the run.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var web = new Option<string?>("--web")
        {
            Description =
                "Write a folder for any static web server, such as GitHub Pages: its page classifies webcam and photographs in the browser and uploads nothing. npm gets what runs the model there.",
        };
        var fp16 = new Option<bool>("--fp16") { Description = "Store the kernels as float16." };
        var int8 = new Option<bool>("--int8")
        {
            Description =
                "Quantise to int8, with scales from faces of the training split; a quarter to a half of the size but for the smallest networks, and slower or faster than float32 depending on the network and the CPU.",
        };
        var calibrated = new Option<bool>("--calibrated")
        {
            Description = "Divide the logits by the temperature that fits the validation split best, so that a probability of 0.8 is right in 80 % of cases.",
        };
        var layout = new Option<string>("--layout")
        {
            Description = "grey takes image, grey N×1×H×W; rgb takes rgb, N×H×W×3, and converts it to grey. Both take bytes of any size.",
            DefaultValueFactory = _ => EnumName.Of(PixelLayout.Grey),
        };
        var noPreprocess = new Option<bool>("--no-preprocess") { Description = "Leave preprocessing to the caller: the file takes the network's resized and scaled input." };
        var dataFile = new Option<string?>("--data") { Description = "Compare on another file in FER2013's format, split by the run's config." };
        var samples = new Option<int?>("--samples") { Description = "Compare on this many faces of the split that scores the run. Default: all of them." };
        var (runs, json) = (SharedOptions.Runs(), SharedOptions.Json());
        var verb = new Verb("export", "Export a checkpoint for other programs, and keep the file only if it agrees with the checkpoint.",
            "fertrain export --onnx",
            "fertrain export mini_xception --onnx face.onnx --layout rgb --calibrated --json",
            "fertrain export --web site")
        { run, checkpoint, onnx, safetensors, web, fp16, int8, calibrated, layout, noPreprocess, dataFile, samples, runs, json };
        verb.SetAction((parse, cancel) =>
        {
            if (Array.TrueForAll<Option>([onnx, safetensors, web], format => parse.GetResult(format) is null))
                throw new UserError("export needs a format. Expected: --onnx, --safetensors, --web.");
            if (parse.GetValue(onnx) is { } name && (!OnnxFile.IsOnnx(name) || IsNameless(name))) throw new UserError($"--onnx is {name}. Expected: a name that ends in .onnx.");
            if (parse.GetValue(safetensors) is { } weights && (!WeightsFile.IsSafetensors(weights) || IsNameless(weights)))
                throw new UserError($"--safetensors is {weights}. Expected: a name that ends in .safetensors.");
            if (parse.GetValue(samples) is < 1 and var few) throw new UserError($"--samples is {few}. Expected: 1 or more.");
            if (parse.GetValue(fp16) && parse.GetValue(int8)) throw new UserError("A file has one precision. Expected: --fp16 or --int8.");
            var pixels = EnumName.Parse<PixelLayout>("layout", parse.GetValue(layout)!);
            if (parse.GetValue(noPreprocess) && parse.IsGiven(layout))
                throw new UserError("--layout is the order of raw pixels, which a file with --no-preprocess does not take. Expected: one of the two.");
            Npm? npm = null;
            if (parse.GetValue(web) is { } page)
            {
                if (Array.Find<Option>([onnx, safetensors, layout, noPreprocess], parse.IsGiven) is { } odd)
                    throw new UserError($"{odd.Name} does not go with --web, whose page needs one kind of file. Expected: --web without it.");
                StaticPage.RequireReplaceable(page);
                npm = Npm.Find();
            }

            if (parse.GetValue(run) is { } first && parse.GetValue(checkpoint) is { } second)
                throw new UserError($"export writes one checkpoint, and both {first} and --checkpoint {second} name one. Expected: one of the two.");
            var source = ModelFile.ReadWeights(ChosenCheckpoint.Find(parse.GetValue(run) ?? parse.GetValue(checkpoint), parse.GetValue(runs)!, terminal, model => model.Weights));
            if (parse.GetValue(safetensors) is { } written && InputFile.IsSame(written, source.Path))
                throw new UserError($"{written} is the file that is exported. Expected: another name.");
            if (parse.GetResult(safetensors) is not null)
            {
                if (Array.Find<Option>([onnx, int8, calibrated, layout, noPreprocess, dataFile, samples], parse.IsGiven) is { } odd)
                    throw new UserError($"{odd.Name} has no effect with --safetensors, which writes the weights alone. Expected: --safetensors without it.");
                SafetensorsOutput.Write(source, parse.GetValue(safetensors), parse.GetValue(fp16), parse.GetValue(json), terminal);
                return Task.FromResult(0);
            }

            var output = new OnnxOutput(source, parse.GetValue(dataFile), terminal);
            var options = new OnnxOptions
            {
                Fp16 = parse.GetValue(fp16),
                Calibration = parse.GetValue(int8) ? Interruptible.Run(output.Calibration, cancel) : null,
                Preprocess = !parse.GetValue(noPreprocess),
                Layout = pixels,
                Temperature = parse.GetValue(calibrated) ? Interruptible.Run(() => output.Temperature(cancel), cancel) : 1,
                Score = ChosenCheckpoint.Score(source),
            };
            if (npm is not null)
            {
                WebOutput.Write(parse.GetValue(web)!, npm, source, output, options, parse.GetValue(samples), parse.GetValue(json), terminal, cancel);
                return Task.FromResult(0);
            }

            var result = output.Write(parse.GetValue(onnx), options, parse.GetValue(samples), cancel);
            if (parse.GetValue(json))
                JsonOutput.Write(terminal.Output, result.Json);
            else
                result.WriteText(terminal.Output);
            return Task.FromResult(0);
        });
        return verb;
    }

    private static bool IsNameless(string path) => Path.GetFileNameWithoutExtension(path).Length == 0;
}
