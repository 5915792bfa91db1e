using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using FerTrain.Core.Archive;
using FerTrain.Core.Runs;

namespace FerTrain.Torture;

/// <summary>What a training left behind, and in what it differs from another, apart from what the clock decided.</summary>
internal sealed class RunFolder(string root)
{
    // Made of times, or of how the run came about.
    private static readonly string[] Timed = ["environment.json", "report.html", "metrics.csv", "summary.json", "checkpoints/best.pt", "checkpoints/last.pt"];

    public string Root => root;

    public string Last => Path.Combine(root, "checkpoints", "last.pt");

    public string Best => Path.Combine(root, "checkpoints", "best.pt");

    /// <summary>Finished epochs, and finished steps of the one after them.</summary>
    public (long Epochs, long Steps) Finished
    {
        get
        {
            var training = Map(Read(Last), "training");
            return ((long)training["epoch"]!, (long)Map(training, "sampler")["step"]!);
        }
    }

    /// <summary>Compares two finished runs: whole checkpoints, the table of epochs, the scores, and every other file bit for bit.</summary>
    public IEnumerable<string> DifferencesFrom(RunFolder expected)
    {
        if (!WithoutTimes(Last).AsSpan().SequenceEqual(WithoutTimes(expected.Last))) yield return "last.pt differs";
        if (!WithoutTimes(Best).AsSpan().SequenceEqual(WithoutTimes(expected.Best))) yield return "best.pt differs";
        if (!Log().SequenceEqual(expected.Log())) yield return "metrics.csv differs";
        if (Summary() != expected.Summary()) yield return "summary.json differs";
        var (files, others) = (Files(), expected.Files());
        foreach (var odd in files.Except(others)) yield return $"{odd} is left over";
        foreach (var missing in others.Except(files)) yield return $"{missing} is missing";
        foreach (var file in files.Intersect(others).Except(Timed).Where(file => !Content(file).AsSpan().SequenceEqual(expected.Content(file))))
            yield return $"{file} differs";
    }

    /// <summary>Lists the files; TensorBoard's have a new one for each session.</summary>
    private string[] Files() =>
    [
        .. Directory.GetFiles(root, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("tensorboard/", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads a file; a text says which run it is of.</summary>
    private byte[] Content(string file)
    {
        var path = Path.Combine(root, file);
        return Path.GetExtension(file) is ".json" or ".txt" or ".yaml" or ".csv"
            ? System.Text.Encoding.UTF8.GetBytes(File.ReadAllText(path).Replace(root, "RUN", StringComparison.Ordinal))
            : File.ReadAllBytes(path);
    }

    private IEnumerable<EpochMetrics> Log() =>
        new MetricsLog(Path.Combine(root, "metrics.csv")).Read().Select(m => m with { Seconds = 0, ImagesPerSecond = 0 });

    private string Summary()
    {
        var summary = JsonNode.Parse(File.ReadAllText(Path.Combine(root, "summary.json")))!.AsObject();
        summary.Remove("train_seconds");
        summary.Remove("peak_memory_bytes");
        return summary.ToJsonString();
    }

    private static byte[] WithoutTimes(string checkpoint)
    {
        var values = Read(checkpoint);
        var training = Map(values, "training");
        var history = (StoredTensor)training["history"]!;
        var cells = MemoryMarshal.Cast<byte, double>(history.Bytes.Span).ToArray();
        for (var cell = 0; cell < cells.Length; cell++)
        {
            if (cell % EpochMetrics.Columns is 6 or 7) cells[cell] = 0; // seconds, images per second
        }

        training["history"] = new StoredTensor(history.Type, history.Shape, MemoryMarshal.AsBytes<double>(cells).ToArray());
        Map(training, "sampler")["seconds"] = null;
        using var stream = new MemoryStream();
        TorchArchive.Write(stream, values);
        return stream.ToArray();
    }

    private static OrderedDictionary<object, object?> Read(string checkpoint) => (OrderedDictionary<object, object?>)TorchArchive.Read(checkpoint)!;

    private static OrderedDictionary<object, object?> Map(OrderedDictionary<object, object?> values, string key) =>
        (OrderedDictionary<object, object?>)values[key]!;
}
