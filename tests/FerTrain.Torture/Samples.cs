using System.Formats.Tar;
using System.IO.Compression;
using FerTrain.Core.Archive;
using FerTrain.Core.Files;
using FerTrain.Data;
using FerTrain.Vision;
using OpenCvSharp;

namespace FerTrain.Torture;

/// <summary>A whole file of every kind that FerTrain reads, made by FerTrain from faces that it draws; a detector's file comes from elsewhere.</summary>
internal sealed class Samples(string root)
{
    private const int Faces = 42;

    private static readonly string[] Small = ["--device", "cpu", "data.synthetic_count=70", "train.epochs=1", "train.batch_size=32"];

    public string this[string name] => Path.Combine(root, name);

    public string Csv => this["faces.csv"];

    public string Run => this["runs/20260101_000000_a"];

    public string OtherRun => this["runs/20260101_000001_b"];

    /// <summary>An ensemble of one run.</summary>
    public string Ensemble => this["ensemble/20260101_000002_c"];

    public string Detector => this["detector.onnx"];

    public string Onnx => this["face.onnx"];

    public string Photo => this["photo.png"];

    public string Video => this["video.avi"];

    /// <summary>Makes all of them; the folder is empty.</summary>
    /// <param name="detector">A file for --detector; null leaves that kind out.</param>
    public void Make(string? detector)
    {
        if (detector is not null) File.Copy(detector, Detector);
        InProcess.Succeed("data", "synth", Csv, "--count", $"{Faces}");
        MakeArchives();
        Train(Run, "1");
        Train(OtherRun, "2");
        InProcess.Succeed(["train", "--config", "ensemble", "--runs", this["ensemble"], .. Small, "data.source=synthetic", "ensemble.members=[simple_cnn.yaml]", "ensemble.seeds=[1]"]);
        Directory.Move(Directory.GetDirectories(this["ensemble"], "*_ensemble").Single(), Ensemble);
        InProcess.Succeed("export", Run, "--onnx", Onnx, "--samples", "1");
        var weights = this["weights.safetensors"];
        InProcess.Succeed("export", Run, "--safetensors", weights);
        MakeStateDict(weights);
        MakePictures();
        MakeFerPlus();
        File.Copy(CascadeFile.Find(), this["cascade.xml"]);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "sequential.h5"), this["keras.h5"]);
        File.Copy(Core.Config.ConfigFile.Find("resnet18_cutmix.yaml"), this["recipe.yaml"]);
    }

    private void Train(string run, string seed)
    {
        InProcess.Succeed(["train", "--runs", this["made"], .. Small, $"train.seed={seed}"]);
        Directory.CreateDirectory(this["runs"]);
        Directory.Move(Directory.GetDirectories(this["made"]).Single(), run);
    }

    private void MakeArchives()
    {
        var csv = File.ReadAllBytes(Csv);
        using (var gzip = new GZipStream(File.Create(this["faces.csv.gz"]), CompressionLevel.Optimal)) gzip.Write(csv);
        using (var zip = ZipFile.Open(this["faces.zip"], ZipArchiveMode.Create)) zip.CreateEntryFromFile(Csv, "fer2013/fer2013.csv");
        using var tar = new TarWriter(new GZipStream(File.Create(this["faces.tar.gz"]), CompressionLevel.Optimal));
        tar.WriteEntry(Csv, "fer2013/fer2013.csv");
    }

    private void MakeStateDict(string weights)
    {
        var state = new OrderedDictionary<object, object?>();
        foreach (var (name, tensor) in WeightsFile.Read(weights).Tensors) state.Add(name, tensor);
        using var file = File.Create(this["weights.pt"]);
        TorchArchive.Write(file, state);
    }

    private void MakePictures()
    {
        InProcess.Succeed("data", "export", Csv, "--folder", this["folder"]);
        using var scene = Scene(shift: 0);
        foreach (var extension in new[] { "png", "jpg", "gif", "bmp", "webp", "tiff", "ppm" })
            if (!Cv2.ImWrite(this[$"photo.{extension}"], scene)) throw new InvalidOperationException($"OpenCV cannot write .{extension}.");
        foreach (var (name, extension) in new[] { ("happy", "jpg"), ("fear", "gif") }) // one of each beside the PNG files
        {
            using var face = Cv2.ImRead(Directory.GetFiles(this[$"folder/train/{name}"]).Order(StringComparer.Ordinal).First());
            Cv2.ImWrite(this[$"folder/train/{name}/a.{extension}"], face);
        }

        File.Move(Directory.GetFiles(this["folder/train/sad"]).Order(StringComparer.Ordinal).First(), this["folder/train/sad/a.png"]);
        foreach (var (extension, codec) in new[] { ("avi", "MJPG"), ("mp4", "mp4v") })
        {
            using var video = new VideoWriter(this[$"video.{extension}"], FourCC.FromString(codec), 25, scene.Size());
            for (var frame = 0; frame < 6; frame++)
            {
                using var moved = Scene(shift: 4 * frame);
                video.Write(moved);
            }
        }
    }

    /// <summary>Draws one face before a wall, large enough for the cascade.</summary>
    private static Mat Scene(int shift)
    {
        var scene = new Mat(new Size(200, 160), MatType.CV_8UC3, new Scalar(140, 150, 160));
        using var face = GrayscaleImage.Of(SyntheticFaces.Generate(1, seed: 0), 0);
        using var large = new Mat();
        using var colour = new Mat();
        Cv2.Resize(face, large, new Size(110, 110), interpolation: InterpolationFlags.Cubic);
        Cv2.CvtColor(large, colour, ColorConversionCodes.GRAY2BGR);
        scene[new Rect(25 + shift, 25, 110, 110)] = colour;
        return scene;
    }

    private void MakeFerPlus()
    {
        string[] votes = ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt", "unknown", "NF"];
        var faces = ArchiveReader.Read(Csv);
        AtomicFile.WriteText(this["fer2013new.csv"], Core.Files.Csv.Text(
        [
            ["Usage", "Image name", .. votes],
            .. Enumerable.Range(0, faces.Count).Select(row => (object?[])[faces.Usages[row], $"fer{row:D7}.png", .. Enumerable.Range(0, votes.Length).Select(vote => vote == row % 8 ? 8 : vote == (row + 1) % 8 ? 2 : 0)]),
        ]));
    }
}
