using System.Runtime.InteropServices;
using FerTrain.Core.Archive;
using FerTrain.Core.Runs;

namespace FerTrain.E2E;

/// <summary>What a training left behind, without what the clock decided.</summary>
internal sealed class RunFolder(string root)
{
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

    public void ShouldHaveEndedAs(RunFolder expected)
    {
        WithoutTimes(Last).AsSpan().SequenceEqual(WithoutTimes(expected.Last)).ShouldBeTrue("last.pt differs");
        WithoutTimes(Best).AsSpan().SequenceEqual(WithoutTimes(expected.Best)).ShouldBeTrue("best.pt differs");
        Log().ShouldBe(expected.Log());
        File.ReadAllBytes(Path.Combine(Root, "eval", "test", "predictions.csv"))
            .ShouldBe(File.ReadAllBytes(Path.Combine(expected.Root, "eval", "test", "predictions.csv")));
        Directory.GetFiles(Root, "*.tmp", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    private IEnumerable<EpochMetrics> Log() =>
        new MetricsLog(Path.Combine(root, "metrics.csv")).Read().Select(m => m with { Seconds = 0, ImagesPerSecond = 0 });

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
