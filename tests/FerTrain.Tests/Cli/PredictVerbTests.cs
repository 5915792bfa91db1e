using System.Globalization;
using System.Text.Json;
using FerTrain.Core;
using FerTrain.Tests.Vision;
using OpenCvSharp;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class PredictVerbTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private readonly TempFolder _folder = new();

    private string Out => _folder["out"];

    public void Dispose() => _folder.Dispose();

    [FactWithCascade]
    public void Faces_are_labelled_in_the_text_the_table_and_the_annotated_images()
    {
        var scene = Scene.WithFaces(_folder, "two.png", columns: 2);
        var predict = Predict(scene, Scene.Empty(_folder, "none.jpg"), "--group");

        predict.Exit.ShouldBe(0, predict.Error);
        var lines = predict.Output.Split('\n');
        lines[0].ShouldBe($"{scene}: 2 faces");
        lines[1].ShouldMatch(@"^  \w+ +\d+ %  at \d+, \d+, (\d+)×\1$");
        lines[3].ShouldMatch(@"^  group: (positive|neutral|negative) \(positive \d+ %, neutral \d+ %, negative \d+ %\)$");
        lines[5].ShouldMatch(@"^median milliseconds per image: detection \d+\.\d, classification \d+\.\d, drawing \d+\.\d$");
        string[] others = [lines[4], .. lines[6..]];
        others.ShouldBe([$"{_folder["none.jpg"]}: No face found", $"Annotated copies: {Out}; probabilities: {Path.Combine(Out, "predictions.csv")}", ""]);

        var table = File.ReadAllLines(Path.Combine(Out, "predictions.csv")).Select(line => line.Split(',')).ToArray();
        table[0].ShouldBe(["path", "frame", "face", "x", "y", "width", "height", "label", .. ClassNames.Fer2013]);
        table[1..].Select(row => (row[0], row[1], row[2])).ShouldBe([(scene, "", "0"), (scene, "", "1")]);
        foreach (var row in table[1..])
        {
            var fractions = row[8..].Select(cell => float.Parse(cell, CultureInfo.InvariantCulture)).ToArray();
            fractions.Sum().ShouldBe(1, 1e-5f);
            row[7].ShouldBe(ClassNames.Fer2013[Array.IndexOf(fractions, fractions.Max())]);
        }

        using var annotated = Cv2.ImRead(Path.Combine(Out, "two.png"));
        (annotated.Width, annotated.Height).ShouldBe((1280, 480)); // enlarged, so that there is room for words
        Directory.GetFiles(Out).Select(Path.GetFileName).ShouldBe(["two.png", "none.jpg", "predictions.csv"], ignoreOrder: true);
    }

    [FactWithCascade]
    public void The_json_has_the_documented_keys()
    {
        var scene = Scene.WithFaces(_folder, "one.png");
        var predict = Predict(scene, "--json", "--group");

        predict.Exit.ShouldBe(0, predict.Error);
        using var json = JsonDocument.Parse(predict.Output);
        Keys(json.RootElement).ShouldBe(["images", "errors"]);
        var image = json.RootElement.GetProperty("images").EnumerateArray().ShouldHaveSingleItem();
        Keys(image).ShouldBe(["path", "frame", "faces", "group", "milliseconds"]);
        image.GetProperty("path").GetString().ShouldBe(scene);
        Keys(image.GetProperty("group")).ShouldBe(["positive", "neutral", "negative", "label"]);
        var face = image.GetProperty("faces").EnumerateArray().ShouldHaveSingleItem();
        Keys(face).ShouldBe(["box", "label", "probabilities"]);
        face.GetProperty("box").GetArrayLength().ShouldBe(4);
        Keys(face.GetProperty("probabilities")).ShouldBe(ClassNames.Fer2013);
    }

    [Fact]
    public void A_damaged_file_does_not_keep_the_others_from_being_read()
    {
        var (bad, good) = (_folder.Write("bad.png", [0x89, 0x50, 0x4E, 0x47, 0x0D]), Scene.Empty(_folder, "good.png"));
        string[] damaged = [bad, _folder.Write("empty.jpg", ""), _folder.Write("cut.jpg", File.ReadAllBytes(Scene.Empty(_folder, "whole.jpg"))[..^40]), _folder.Write("bad.mp4", "no video")];
        var predict = Predict([.. damaged, good, "--faces", "whole", "--json"]);

        predict.Exit.ShouldBe(2);
        using var json = JsonDocument.Parse(predict.Output);
        json.RootElement.GetProperty("images").EnumerateArray().ShouldHaveSingleItem().GetProperty("path").GetString().ShouldBe(good);
        var errors = json.RootElement.GetProperty("errors").EnumerateArray().ToArray();
        errors.Select(error => error.GetProperty("path").GetString()).ShouldBe(damaged);
        foreach (var error in errors)
            predict.Error.ShouldContain($"fertrain: {error.GetProperty("message").GetString()}\n");
        errors[0].GetProperty("message").GetString().ShouldBe($"{bad} cannot be read as an image: it is empty, damaged, truncated, or in a format that OpenCV does not know.");
    }

    [Theory]
    [InlineData("grey.png")]
    [InlineData("deep.png")]
    [InlineData("alpha.png")]
    [InlineData("turned.jpg")]
    [InlineData("tiny.bmp")]
    public void Images_of_all_kinds_are_read(string name)
    {
        using var image = name switch
        {
            "grey.png" => new Mat(50, 70, MatType.CV_8UC1, Scalar.All(90)),
            "deep.png" => new Mat(50, 70, MatType.CV_16UC1, Scalar.All(20000)),
            "alpha.png" => new Mat(50, 70, MatType.CV_8UC4, Scalar.All(128)),
            "tiny.bmp" => new Mat(2, 3, MatType.CV_8UC3, Scalar.All(128)),
            _ => new Mat(70, 50, MatType.CV_8UC3, Scalar.All(90)),
        };
        var file = Scene.Write(image, _folder[name]);
        if (name == "turned.jpg") File.WriteAllBytes(file, TurnedRight(File.ReadAllBytes(file)));

        using var json = JsonDocument.Parse(Predict(file, "--faces", "whole", "--json").Output);

        var box = json.RootElement.GetProperty("images")[0].GetProperty("faces")[0].GetProperty("box").EnumerateArray().Select(n => n.GetInt32());
        box.ShouldBe(name == "tiny.bmp" ? [0, 0, 3, 2] : [0, 0, 70, 50]);
    }

    [FactWithCascade]
    public void Every_nth_frame_of_a_video_is_labelled_and_kept()
    {
        var video = Scene.Video(_folder, "clip.avi", frames: 6);
        var predict = Predict(video, "--every", "2");

        predict.Exit.ShouldBe(0, predict.Error);
        predict.Output.ShouldStartWith($"{video}: 6 frames, 3 with a face\n");
        File.ReadAllLines(Path.Combine(Out, "predictions.csv")).Skip(1).Select(line => line.Split(',')[1]).ShouldBe(["0", "2", "4"]);
        using var annotated = new VideoCapture(Path.Combine(Out, "clip.avi.mp4"));
        (annotated.FrameCount, annotated.Fps).ShouldBe((6, 5));
        Directory.GetFiles(Out).Length.ShouldBe(2);
    }

    [Fact]
    public void Files_of_one_name_do_not_collide_and_originals_stay()
    {
        var (here, there) = (Scene.Empty(_folder, "a.png"), Path.Combine(Directory.CreateDirectory(_folder["in"]).FullName, "a.png"));
        File.Copy(here, there);
        var before = File.ReadAllBytes(here);
        var predict = CommandLine.Run("predict", here, there, "--faces", "whole", "--out", _folder.Root, "--checkpoint", run.Best);

        predict.Exit.ShouldBe(0, predict.Error);
        File.ReadAllBytes(here).ShouldBe(before);
        File.ReadAllBytes(there).ShouldBe(before);
        Directory.GetFiles(_folder.Root).Select(Path.GetFileName).ShouldBe(["a.png", "a_2.png", "a_3.png", "predictions.csv"], ignoreOrder: true);
    }

    [Fact]
    public void A_copy_tells_its_original_by_name()
    {
        string[] images = [.. new[] { "f.bmp", "f.JPG", "f.png" }.Select(name => Scene.Empty(_folder, name))];
        var predict = CommandLine.Run(["predict", .. images, "--faces", "whole", "--out", Out, "--checkpoint", run.Best]);

        predict.Exit.ShouldBe(0, predict.Error);
        Directory.GetFiles(Out).Select(Path.GetFileName).ShouldBe(["f.bmp.png", "f.JPG", "f.png", "predictions.csv"], ignoreOrder: true);
        using var photo = Cv2.ImRead(Path.Combine(Out, "f.JPG"));
        photo.Empty().ShouldBeFalse();
    }

    [Fact]
    public void Mistakes_are_one_line()
    {
        var image = Scene.Empty(_folder, "a.png");
        Predict(image, "--faces", "hole").Error.ShouldBe("fertrain: Unknown value of --faces 'hole'. Did you mean 'whole'? Expected: haar, whole.\n");
        Predict(image, "--every", "0").Error.ShouldBe("fertrain: --every is 0. Expected: 1 or more.\n");
        Predict(_folder["none"]).ShouldBe(new(2, "", $"fertrain: {_folder["none"]} does not exist.\n"));
        Predict(image, "--cascade", _folder["none.xml"]).Error.ShouldBe($"fertrain: Cascade '{_folder["none.xml"]}' does not exist.\n");
        CommandLine.RunCancelled("predict", image, "--faces", "whole", "--checkpoint", run.Best, "--out", Out).Exit.ShouldBe(130);
    }

    private CommandLine Predict(params string[] arguments) => CommandLine.Run(["predict", .. arguments, "--checkpoint", run.Best, "--out", Out]);

    private static IEnumerable<string> Keys(JsonElement element) => element.EnumerateObject().Select(property => property.Name);

    /// <summary>Adds an EXIF segment for a camera that was held upright: orientation 6, a quarter turn to the right.</summary>
    private static byte[] TurnedRight(byte[] jpeg)
    {
        byte[] exif = [.. "Exif\0\0MM\0*\0\0\0\b"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        return [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }
}
