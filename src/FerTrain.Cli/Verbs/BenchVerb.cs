using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Data;
using FerTrain.Models;
using FerTrain.Training;
using TorchSharp;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain bench [MODEL] [key=value …]</c></summary>
internal static class BenchVerb
{
    private const int Single = 1;
    private const int Many = 256;
    private static readonly string[] Parts = ["reading", "data", "training", "inference"];

    public static Command Create(Terminal terminal)
    {
        var words = new Argument<string[]>("MODEL|key=value") { Description = "A model of `fertrain models list`, mini_xception without it, and keys of the config.", Arity = ArgumentArity.ZeroOrMore };
        var measure = new Option<string[]>("--measure") { Description = $"Any of {string.Join(", ", Parts)}; all without it, reading only with --data.", AllowMultipleArgumentsPerToken = true };
        var file = new Option<string?>("--data") { Description = "A file in FER2013's format, to time reading." };
        var faces = new Option<int>("--faces") { Description = "Faces an epoch.", DefaultValueFactory = _ => 4096 };
        var (device, json) = (SharedOptions.Device(), SharedOptions.Json());
        var verb = new Verb("bench", "Measure the speed of reading, augmentation, training steps and inference; medians.",
            "fertrain bench mini_xception train.batch_size=128 train.precision=bfloat16",
            "fertrain bench --measure reading --data fer2013.csv --json") { words, measure, file, faces, device, json };
        verb.SetAction(parse =>
        {
            var config = Config(parse.GetValue(words) ?? []);
            var path = parse.GetValue(file);
            var parts = ChosenParts(parse.GetValue(measure) ?? [], path);
            if (parse.GetValue(faces) is < Many and var few) throw new UserError($"--faces {few}: accepted: {Many} or more.");
            var on = Devices.Find(parse.GetValue(device)!);
            using var benchmark = new TrainingBenchmark(config, parse.GetValue(faces), on);
            var result = new BenchmarkResult
            {
                Model = config.Model.Name,
                Device = $"{on}",
                Threads = torch.get_num_threads(),
                Precision = config.Train.Precision,
                BatchSize = config.Train.BatchSize,
                Reading = parts.Contains("reading") ? Reading(path!) : null,
                DataImagesPerSecond = parts.Contains("data") ? benchmark.Data() : null,
                TrainingImagesPerSecond = parts.Contains("training") ? benchmark.Training() : null,
                Inference = parts.Contains("inference") ? [Inference(benchmark, Single), Inference(benchmark, Many)] : null,
            };
            if (parse.GetValue(json))
                JsonOutput.Write(terminal.Output, result);
            else
                Print(terminal.Output, result);
        });
        return verb;
    }

    private static string[] ChosenParts(string[] asked, string? file)
    {
        if (asked.Except(Parts).FirstOrDefault() is { } unknown) throw UserError.UnknownName("measurement", unknown, Parts);
        if (asked.Contains("reading") && file is null) throw new UserError("--measure reading needs a file: --data fer2013.csv.");
        return asked.Length > 0 ? asked : file is null ? Parts[1..] : Parts;
    }

    private static RunConfig Config(string[] words)
    {
        var models = Array.FindAll(words, word => !word.Contains('='));
        if (models.Length > 1) throw new UserError($"bench measures one model at a time, got {string.Join(", ", models)}.");
        string[] model = models is [var name] ? [$"model.name={name}", $"preprocess.channels={ModelRegistry.Find(name).Channels}"] : [];
        return ConfigFile.Parse("{}", "bench", [.. model, .. words.Except(models)]);
    }

    private static ReadingTime Reading(string path)
    {
        var folder = Directory.CreateTempSubdirectory("fertrain_bench_");
        try
        {
            var cache = new FaceCache(folder.FullName);
            var parsed = Seconds(() => FaceSource.LoadAll(path, []));
            _ = cache.Read(path, []); // writes it
            return new ReadingTime(parsed, Seconds(() => cache.Read(path, [])));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Seconds(Func<FaceSet> read) => Enumerable.Range(0, 5).Select(round =>
    {
        var start = Stopwatch.GetTimestamp();
        read();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }).Order().ElementAt(2);

    private static InferenceTime Inference(TrainingBenchmark benchmark, int batch)
    {
        var milliseconds = benchmark.Inference(batch);
        return new(batch, milliseconds, batch * 1000 / milliseconds);
    }

    private static void Print(TextWriter output, BenchmarkResult result)
    {
        output.WriteLine($"{result.Model} on {result.Device}, {result.Threads} threads, {result.Precision.ToString().ToLowerInvariant()}, batches of {result.BatchSize}");
        var rows = new List<string[]>();
        if (result.Reading is { } reading)
        {
            rows.Add(["reading, parsed", Text($"{reading.ParsedSeconds:F2} s")]);
            rows.Add(["reading, cached", Text($"{reading.CachedSeconds * 1000:F0} ms")]);
        }

        if (result.DataImagesPerSecond is { } data) rows.Add(["gather, augment, scale", Text($"{data:N0} images/s")]);
        if (result.TrainingImagesPerSecond is { } training) rows.Add(["training", Text($"{training:N0} images/s")]);
        foreach (var inference in result.Inference ?? [])
            rows.Add([$"inference, batch {inference.Batch}", Text($"{inference.Milliseconds:F2} ms"), Text($"{inference.ImagesPerSecond:N0} images/s")]);
        TextTable.Write(output, rows);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
