using System.CommandLine;
using System.Diagnostics;
using FerTrain.Cli.Rendering;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Export;
using FerTrain.Figures;
using FerTrain.Models;
using FerTrain.Training;
using TorchSharp;
using static System.FormattableString;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain bench [MODEL] [key=value …]</c></summary>
internal static class BenchVerb
{
    private const int Single = 1;
    private const int Many = 256;
    private const int DrawnEpochs = 35;
    internal static readonly string[] Parts = ["reading", "data", "training", "inference", "figures"];

    public static Command Create(Terminal terminal)
    {
        var words = new Argument<string[]>("MODEL|key=value")
        {
            Description = "A model of models list, mini_xception without it, and keys of the config; or an exported .onnx file.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var measure = new Option<string[]>("--measure")
        {
            Description = $"Any of {string.Join(", ", Parts)}; all without it, reading only with --data.",
            AllowMultipleArgumentsPerToken = true,
        };
        var file = new Option<string?>("--data") { Description = "A file in FER2013's format, to time reading." };
        var faces = new Option<int>("--faces") { Description = "Faces an epoch.", DefaultValueFactory = _ => 4096 };
        var (device, threads, json) = (SharedOptions.Device(), SharedOptions.Threads(), SharedOptions.Json());
        var verb = new Verb("bench", "Measure the speed of reading, augmentation, training steps, inference and the curves of an epoch; medians.",
            "fertrain bench mini_xception train.batch_size=128 train.precision=bfloat16",
            "fertrain bench --measure reading --data fer2013.csv --json") { words, measure, file, faces, device, threads, json };
        verb.SetAction((parse, cancel) =>
        {
            var named = parse.GetValue(words) ?? [];
            if (named.FirstOrDefault(OnnxFile.IsOnnx) is { } exported)
            {
                if (named.Length > 1 || Array.Exists<Option>([file, faces], parse.IsGiven) || parse.GetValue(measure) is { Length: > 0 } and not ["inference"])
                    throw new UserError($"{exported}: of an .onnx file only inference is measured; expected: neither keys nor --data nor --faces, and no other --measure.");
                Devices.RequireCpu(parse.GetValue(device)!, exported);
                Write(terminal.Output, Exported(exported, parse.GetValue(threads), cancel), parse.GetValue(json));
                return Task.FromResult(0);
            }

            var config = Config(named);
            var path = parse.GetValue(file);
            var parts = ChosenParts(parse.GetValue(measure) ?? [], path);
            if (parse.GetValue(faces) is < Many or > DataConfig.MostDrawn) throw new UserError($"--faces {parse.GetValue(faces)}: expected: {Many} to {DataConfig.MostDrawn}.");
            var on = Devices.Find(parse.GetValue(device)!, parse.GetValue(threads));
            using var benchmark = new TrainingBenchmark(config, parse.GetValue(faces), on, cancel);
            var result = new BenchmarkResult
            {
                Model = config.Model.Name,
                Device = Devices.GpuName(on) ?? $"{on}",
                Threads = torch.get_num_threads(),
                Precision = config.Train.Precision,
                BatchSize = config.Train.BatchSize,
                Reading = parts.Contains("reading") ? Reading(path!, cancel) : null,
                DataImagesPerSecond = parts.Contains("data") ? benchmark.Data() : null,
                TrainingImagesPerSecond = parts.Contains("training") ? benchmark.Training() : null,
                Inference = parts.Contains("inference") ? [Inference(Single, benchmark.Inference), Inference(Many, benchmark.Inference)] : null,
                FiguresSeconds = parts.Contains("figures") ? Figures(cancel) : null,
            };
            Write(terminal.Output, result, parse.GetValue(json));
            return Task.FromResult(0);
        });
        return verb;
    }

    private static string[] ChosenParts(string[] asked, string? file)
    {
        if (asked.Except(Parts).FirstOrDefault() is { } unknown) throw UserError.UnknownName("measurement", unknown, Parts);
        if (asked.Contains("reading") && file is null) throw new UserError("--measure reading needs a file: --data fer2013.csv.");
        if (file is not null && asked.Length > 0 && !asked.Contains("reading"))
            throw new UserError($"--data {file} is what --measure reading measures. Expected: --measure reading with it.");
        return asked.Length > 0 ? asked : [.. Parts.Where(part => part != "reading" || file is not null)];
    }

    private static RunConfig Config(string[] words)
    {
        var models = Array.FindAll(words, word => !word.Contains('='));
        if (models.Length > 1) throw new UserError($"bench measures one model at a time, got {string.Join(", ", models)}.");
        if (models is [var named] && SharedOptions.WordThatSets("model.name", words) is { } other)
            throw new UserError($"bench got {named} and {other}. Expected: one model.");
        string[] model = models is [var name] ? [$"model.name={name}", $"preprocess.channels={ModelRegistry.Network(name).Channels}"] : [];
        var config = ConfigFile.Parse("{}", "bench", [.. model, .. words.Except(models)]);
        return config.Ensemble.Members.Count == 0 ? config : throw new UserError("bench measures one model at a time, not the members of an ensemble.");
    }

    private static BenchmarkResult Exported(string path, int? threads, CancellationToken cancel)
    {
        _ = Devices.Find("cpu", threads);
        using var model = OnnxSession.Open(path);
        double Time(int batch) => model.Milliseconds(batch, cancel);
        return new BenchmarkResult
        {
            Model = path,
            Device = "cpu",
            Threads = torch.get_num_threads(),
            Inference = [Inference(Single, Time), Inference(Many, Time)],
        };
    }

    private static ReadingTime Reading(string path, CancellationToken cancel)
    {
        using var folder = new ScratchFolder();
        var cache = new DataCache(folder.Path);
        var parsed = Seconds(() => Interruptible.Run(() => FaceSource.LoadAll(path, []), cancel), cancel);
        _ = cache.Read(path, []); // writes it
        return new ReadingTime(parsed, Seconds(() => cache.Read(path, []), cancel));
    }

    /// <summary>Times the curves that training draws after its 35th epoch.</summary>
    private static double Figures(CancellationToken cancel)
    {
        using var folder = new ScratchFolder();
        var run = RunDirectory.Create(folder.Path, "bench", TimeProvider.System.GetLocalNow());
        OutputFolder.Create(run.Plots);
        var figures = new TrainingFigures(run, [], TimeProvider.System);
        EpochMetrics[] history = [.. Enumerable.Range(1, DrawnEpochs).Select(epoch => EpochMetrics.FromNumbers([epoch, 1e-3, 2.0 / epoch, 0.5, 2.2 / epoch, 0.4, 30, 1000]))];
        return Seconds(() => figures.DrawCurves(history, history[^1]), cancel);
    }

    private static double Seconds(Action work, CancellationToken cancel) => Median.Of(Enumerable.Range(0, 5).Select(round =>
    {
        cancel.ThrowIfCancellationRequested();
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }));

    private static InferenceTime Inference(int batch, Func<int, double> time)
    {
        var milliseconds = time(batch);
        return new(batch, milliseconds, batch * 1000 / milliseconds);
    }

    private static void Write(TextWriter output, BenchmarkResult result, bool json)
    {
        if (json)
            JsonOutput.Write(output, result);
        else
            Print(output, result);
    }

    private static void Print(TextWriter output, BenchmarkResult result)
    {
        var steps = result.Precision is { } precision ? $", {EnumName.Of(precision)}, batches of {result.BatchSize}" : "";
        output.WritePrintable($"{result.Model} on {result.Device}, {Counted.Of(result.Threads, "thread")}{steps}");
        var rows = new List<string[]>();
        if (result.Reading is { } reading)
        {
            rows.Add(["reading, parsed", Invariant($"{reading.ParsedSeconds:F2} s")]);
            rows.Add(["reading, cached", Invariant($"{reading.CachedSeconds * 1000:F0} ms")]);
        }

        if (result.DataImagesPerSecond is { } data) rows.Add(["gather, augment, scale", Invariant($"{data:N0} images/s")]);
        if (result.TrainingImagesPerSecond is { } training) rows.Add(["training", Invariant($"{training:N0} images/s")]);
        foreach (var inference in result.Inference ?? [])
            rows.Add([$"inference, batch {inference.Batch}", Invariant($"{inference.Milliseconds:F2} ms"), Invariant($"{inference.ImagesPerSecond:N0} images/s")]);
        if (result.FiguresSeconds is { } figures) rows.Add([$"curves of {DrawnEpochs} epochs", Invariant($"{figures * 1000:F0} ms")]);
        TextTable.Write(output, rows);
    }
}
