using System.Security.Cryptography;
using FerTrain.Core.Archive;
using FerTrain.Core.Comparison;
using FerTrain.Core.Config;
using FerTrain.Core.Hdf5;
using FerTrain.Core.Runs;
using FerTrain.Reports;
using FerTrain.Training.Initialization;

namespace FerTrain.Torture.Damage;

/// <summary>What a damaged file may come to besides being refused.</summary>
internal enum Guard
{
    /// <summary>The format has no checksum: another result is right where the file says so now.</summary>
    None,

    /// <summary>A checksum covers the content: another result is wrong.</summary>
    Checksum,

    /// <summary>The file is only a copy of what can be read again: it must be, and refusing it is wrong too.</summary>
    Copy,
}

/// <summary>A kind of file that FerTrain reads.</summary>
/// <param name="Name">The row of the table.</param>
/// <param name="Share">How often it is tried beside the others.</param>
/// <param name="File">Its place among the samples.</param>
/// <param name="Guard">What it may come to.</param>
/// <param name="Readers">Read it as the program does, each in another way.</param>
internal sealed record Kind(string Name, int Share, Func<Bench, string> File, Guard Guard, params IReadOnlyList<Func<Bench, Reading>> Readers)
{
    private const string Run = "runs/20260101_000000_a";
    private const string Ensemble = "ensemble/20260101_000002_c";

    public static IReadOnlyList<Kind> All { get; } =
    [
        Data("csv", "faces.csv", Guard.None),
        Data("csv.gz", "faces.csv.gz", Guard.Checksum),
        Data("zip", "faces.zip", Guard.Checksum),
        Data("tar.gz", "faces.tar.gz", Guard.Checksum),
        new("dataset cache", 4, bench => bench.CacheEntry(), Guard.Copy, bench => bench.ReadCached()),
        Folder("folder: PNG", "folder/train/sad/a.png", Guard.Checksum),
        Folder("folder: JPEG", "folder/train/happy/a.jpg", Guard.None),
        Folder("folder: GIF", "folder/train/fear/a.gif", Guard.None),
        new("FER+ votes", 4, At("fer2013new.csv"), Guard.None, bench => InProcess.Try(bench.FerPlus)),
        Picture("PNG", "photo.png", Guard.Checksum),
        Picture("JPEG", "photo.jpg", Guard.None),
        Picture("GIF", "photo.gif", Guard.None),
        Picture("BMP", "photo.bmp", Guard.None),
        Picture("WebP", "photo.webp", Guard.None),
        Picture("TIFF", "photo.tiff", Guard.None),
        Picture("PPM", "photo.ppm", Guard.None),
        Picture("video: AVI", "video.avi", Guard.None),
        Picture("video: MP4", "video.mp4", Guard.None),
        new("cascade XML", 2, At("cascade.xml"), Guard.None, bench => bench.Predict("photo.png", "face.onnx", "--cascade", bench["cascade.xml"])),
        new("best.pt", 8, At($"{Run}/checkpoints/best.pt"), Guard.Checksum,
            bench => bench.Verb("export", "--checkpoint", bench[$"{Run}/checkpoints/best.pt"], "--safetensors", bench.Out("a.safetensors")),
            bench => bench.Predict("photo.png", $"{Run}/checkpoints/best.pt", "--faces", "whole")),
        new("last.pt, resumed", 1, At($"{Run}/checkpoints/last.pt"), Guard.Copy, bench => bench.Resume(Run)),
        new(".pt state dict", 6, At("weights.pt"), Guard.Checksum, bench => InProcess.Try(() => Weights(bench["weights.pt"]))),
        new(".safetensors", 6, At("weights.safetensors"), Guard.None, bench => InProcess.Try(() => Weights(bench["weights.safetensors"]))),
        new(".h5", 6, At("keras.h5"), Guard.None, bench => InProcess.Try(() => string.Concat(KerasFile.Read(bench["keras.h5"]).SelectMany(layer => layer.Weights.Select(weight => $"{layer.Name} {weight.Key} {Digest(weight.Value)}"))))),
        Picture(".onnx", "face.onnx", Guard.None, share: 6, photo: "photo.png"),
        new("YAML config", 6, At("recipe.yaml"), Guard.None, bench => bench.Verb("config", "--config", bench["recipe.yaml"])),
        Record("config.yaml"),
        Record("environment.json"),
        Record("summary.json"),
        Record("data.json"),
        Record("layers.json"),
        Record("metrics.csv"),
        Record("eval/test/metrics.json"),
        Record("eval/test/predictions.csv"),
        new("ensemble.json", 4, At($"{Ensemble}/ensemble.json"), Guard.None,
            bench => bench.Verb("runs", "show", bench[Ensemble], "--json"),
            bench => InProcess.Try(() => RunReport.Text(RunRecord.Read(RunDirectory.Open(bench[Ensemble]))))),
    ];

    /// <summary>A network that finds faces; only where a file of one is at hand.</summary>
    public static Kind Detector { get; } = new("detector .onnx", 8, At("detector.onnx"), Guard.None,
        bench => bench.Predict("photo.png", "face.onnx", "--detector", bench["detector.onnx"]));

    public static Kind Named(string name) => All.Append(Detector).Single(kind => kind.Name == name);

    private static Func<Bench, string> At(string file) => bench => bench[file];

    private static Kind Data(string name, string file, Guard guard) => new(name, 6, At(file), guard,
        bench => bench.Verb("data", "export", bench[file], bench.Out("out.csv")),
        bench => Listing(bench.Verb("data", "check", bench[file], "--json")));

    /// <summary>Takes a list of problems for a refusal.</summary>
    private static Reading Listing(Reading check) => check is { Exit: 2, Error: "" } ? check with { Error = "fertrain: it has problems" } : check;

    private static Kind Folder(string name, string file, Guard guard) =>
        new(name, 4, At(file), guard, bench => bench.Verb("data", "export", bench["folder"], bench.Out("out.csv")));

    private static Kind Picture(string name, string file, Guard guard, int share = 4, string? photo = null) =>
        new(name, share, At(file), guard, bench => bench.Predict(photo ?? file, "face.onnx", "--faces", "whole"));

    private static Kind Record(string file) => new(file, 4, At($"{Run}/{file}"), Guard.None,
        bench => bench.Verb("runs", "show", bench[Run], "--json"),
        bench => InProcess.Try(() => RunReport.Text(RunRecord.Read(RunDirectory.Open(bench[Run])))),
        bench => InProcess.Try(() => Comparison(bench)));

    private static string Comparison(Bench bench)
    {
        RunRecord[] records = [RunRecord.Read(RunDirectory.Open(bench[Run])), RunRecord.Read(RunDirectory.Open(bench["runs/20260101_000001_b"]))];
        return ComparisonReport.Text(RunComparison.Of(records), records);
    }

    private static string Weights(string file)
    {
        var report = InitialWeights.Read(new RunConfig { Init = new InitConfig { Weights = file, Partial = true } }, classes: 7)!.Report;
        return string.Join('\n', [.. report.Lines(), .. WeightsFile.Read(file).Tensors.Select(tensor => $"{tensor.Key} {Digest(tensor.Value)}")]);
    }

    private static string Digest(StoredTensor tensor) => $"{tensor} {Convert.ToHexStringLower(SHA256.HashData(tensor.Bytes.Span))}";
}
