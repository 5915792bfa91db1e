using System.Globalization;
using FerTrain.Core;

namespace FerTrain.Torture.Damage;

/// <summary>A process that reads damaged files one after the other; the one that started it watches over it.</summary>
internal static class Worker
{
    /// <summary>Stands before each answer, because libraries may print too.</summary>
    public const string Answer = "\u001e";

    /// <param name="samples">The folder of the whole files.</param>
    /// <param name="scratch">A folder for its copies.</param>
    /// <param name="errors">The file that its standard error goes to.</param>
    /// <param name="orders">A line for each file: the kind and the seed, apart by a tab.</param>
    /// <param name="answers">A line for each: the outcome and a description, apart by a tab.</param>
    public static int Run(string samples, string scratch, string errors, TextReader orders, TextWriter answers)
    {
        TorchSharp.torch.set_num_threads(1);
        var bench = new Bench(new Samples(samples), scratch);
        var whole = new Dictionary<Func<Bench, Reading>, Reading>();
        answers.WriteLine($"{Answer}ready");
        while (orders.ReadLine() is { } order)
        {
            var (name, seed) = (order.Split('\t')[0], long.Parse(order.Split('\t')[1], CultureInfo.InvariantCulture));
            var (outcome, detail) = Try(bench, Kind.Named(name), seed, whole, errors);
            answers.WriteLine($"{Answer}{outcome}\t{detail}");
        }

        return 0;
    }

    private static (Outcome, string) Try(Bench bench, Kind kind, long seed, Dictionary<Func<Bench, Reading>, Reading> known, string errors)
    {
        var read = kind.Readers[(int)(seed % kind.Readers.Count)];
        var file = kind.File(bench);
        if (!known.TryGetValue(read, out var undamaged)) known.Add(read, undamaged = read(bench));
        if (undamaged.Exit != 0) return (Outcome.Wrong, $"the undamaged file: exit {undamaged.Exit}: {OneLine.Shortened(undamaged.Error)}");
        var original = File.ReadAllBytes(file);
        var (bytes, description) = Mutation.Of(original, new Seeds(seed).Stream(kind.Name));
        var printed = Length(errors);
        try
        {
            File.WriteAllBytes(file, bytes);
            var (outcome, detail) = Judge(read(bench), undamaged, kind.Guard);
            var noise = Length(errors) - printed;
            return noise > 0 && outcome != Outcome.Wrong ? (Outcome.Wrong, $"{description}: a library printed: {Tail(errors, noise)}") : (outcome, $"{description}: {detail}");
        }
        finally
        {
            File.WriteAllBytes(file, original);
        }
    }

    private static (Outcome, string) Judge(Reading damaged, Reading undamaged, Guard guard) => damaged switch
    {
        { Exit: 2 } when !OneLine.Is(damaged.Error) => (Outcome.Wrong, $"not one line: {OneLine.Shortened(damaged.Error)}"),
        { Exit: 2 } when guard == Guard.Copy => (Outcome.Wrong, $"refused: {OneLine.Shortened(damaged.Error)}"),
        { Exit: 2 } => (Outcome.Refused, OneLine.Shortened(damaged.Error)),
        { Exit: 0 } when damaged.Result == undamaged.Result => (Outcome.Same, ""),
        { Exit: 0 } when guard != Guard.None => (Outcome.Wrong, $"read as something else, in spite of a checksum: {Difference(damaged.Result, undamaged.Result)}"),
        { Exit: 0 } when damaged.Result.Contains("NaN", StringComparison.Ordinal) && !undamaged.Result.Contains("NaN", StringComparison.Ordinal) => (Outcome.Wrong, "a result is not a number"),
        { Exit: 0 } => (Outcome.Other, ""),
        _ => (Outcome.Wrong, $"exit {damaged.Exit}: {OneLine.Shortened(damaged.Error)}"),
    };

    private static string Difference(string result, string expected)
    {
        var at = Math.Max(0, result.AsSpan().CommonPrefixLength(expected) - 40);
        return $"got {Part(result)}, expected {Part(expected)}";

        string Part(string text) => OneLine.Shortened(text[Math.Min(at, text.Length)..Math.Min(at + 120, text.Length)]);
    }

    private static long Length(string file) => new FileInfo(file) is { Exists: true } info ? info.Length : 0;

    private static string Tail(string file, long bytes)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(-bytes, SeekOrigin.End);
        using var reader = new StreamReader(stream);
        return OneLine.Shortened(reader.ReadToEnd());
    }
}
