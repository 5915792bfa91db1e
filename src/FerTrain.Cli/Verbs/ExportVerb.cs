using System.CommandLine;
using FerTrain.Core.Archive;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Export;
using FerTrain.Export.Onnx;
using FerTrain.Training;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain export [--checkpoint best.pt] --onnx [FILE] | --safetensors [FILE]</c></summary>
internal static class ExportVerb
{
    public static Command Create(Terminal terminal)
    {
        var checkpoint = SharedOptions.Checkpoint("A checkpoint");
        var onnx = new Option<string?>("--onnx") { Description = "Write an ONNX file that takes raw grey pixels; without a name export/MODEL.onnx in the run.", Arity = ArgumentArity.ZeroOrOne };
        var safetensors = new Option<string?>("--safetensors") { Description = "Write the weights as a safetensors file; without a name export/MODEL.safetensors in the run.", Arity = ArgumentArity.ZeroOrOne };
        var fp16 = new Option<bool>("--fp16") { Description = "Store kernels as float16." };
        var int8 = new Option<bool>("--int8") { Description = "Compute in int8, with scales from faces of the training split." };
        var noPreprocess = new Option<bool>("--no-preprocess") { Description = "Take the network's own input, resized and scaled by the caller." };
        var dataFile = new Option<string?>("--data") { Description = "Another file in FER2013's format to compare on, divided as the run's config says." };
        var samples = new Option<int?>("--samples") { Description = "Compare on this many faces of the test split; on all of them without it." };
        var (runs, json) = (SharedOptions.Runs(), SharedOptions.Json());
        var verb = new Verb("export", "Write a checkpoint for other programs, run the file, and keep it only if it answers as the checkpoint does.",
            "fertrain export --onnx",
            "fertrain export --checkpoint runs/20261120_181500_mini_xception --onnx face.onnx --fp16 --json")
        { checkpoint, onnx, safetensors, fp16, int8, noPreprocess, dataFile, samples, runs, json };
        verb.SetAction((parse, cancel) =>
        {
            if (parse.GetResult(onnx) is null && parse.GetResult(safetensors) is null) throw new UserError("export needs a format. Accepted: --onnx, --safetensors.");
            if (parse.GetValue(onnx) is { } name && !OnnxFile.IsNamedBy(name)) throw new UserError($"--onnx {name}: accepted: a name that ends in .onnx.");
            if (parse.GetValue(safetensors) is { } weights && !WeightsFile.IsSafetensors(weights)) throw new UserError($"--safetensors {weights}: accepted: a name that ends in .safetensors.");
            if (parse.GetValue(samples) is < 1 and var few) throw new UserError($"--samples {few}: accepted: 1 or more.");
            if (parse.GetValue(fp16) && parse.GetValue(int8)) throw new UserError("A file is of one precision. Accepted: --fp16 or --int8.");
            var source = Checkpoint.Read(ChosenCheckpoint.Find(parse.GetValue(checkpoint), parse.GetValue(runs)!, terminal));
            if (parse.GetResult(safetensors) is not null)
            {
                if (Array.Find<Option>([onnx, fp16, int8, noPreprocess, dataFile, samples], option => parse.GetResult(option) is { Implicit: false }) is { } odd)
                    throw new UserError($"--safetensors writes the weights as they are: leave {odd.Name} out.");
                SafetensorsOutput.Write(source, parse.GetValue(safetensors), parse.GetValue(json), terminal);
                return Task.FromResult(0);
            }

            var output = new OnnxOutput(source, parse.GetValue(dataFile), terminal);
            var options = new OnnxOptions
            {
                Fp16 = parse.GetValue(fp16),
                Calibration = parse.GetValue(int8) ? Interruptible.Run(output.Calibration, cancel) : null,
                Preprocess = !parse.GetValue(noPreprocess),
                FertrainVersion = ProgramVersion.Number,
                Score = ChosenCheckpoint.Score(source),
            };
            var result = output.Write(parse.GetValue(onnx), options, parse.GetValue(samples), cancel);
            if (parse.GetValue(json))
                result.WriteJson(terminal.Output);
            else
                result.WriteText(terminal.Output);
            return Task.FromResult(0);
        });
        return verb;
    }
}
