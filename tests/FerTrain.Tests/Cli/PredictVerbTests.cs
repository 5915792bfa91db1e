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
    public void A_pipe_that_is_called_like_a_video_is_refused_and_nobody_waits_for_it()
    {
        foreach (var name in (string[])["clip.mp4", "clip.gif"])
        {
            ExternalProgram.Start("mkfifo", _folder[name]).ExitCode.ShouldBe(0);
            Predict(_folder[name]).Error.ShouldContain("a pipe or a device");
        }
    }

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
        lines[5].ShouldMatch(@"^median ms per image: detection \d+\.\d, classification \d+\.\d, drawing \d+\.\d$");
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
        Keys(json.RootElement).ShouldBe(["images", "errors", "folder"]);
        var image = json.RootElement.GetProperty("images").EnumerateArray().ShouldHaveSingleItem();
        Keys(image).ShouldBe(["path", "frame", "width", "height", "faces", "group", "milliseconds"]);
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
        errors[0].GetProperty("message").GetString().ShouldBe($"{bad} cannot be read as an image: it is empty, damaged or truncated, or neither PNG, JPEG, GIF, BMP, WebP, TIFF nor a portable anymap.");
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
        Directory.GetFiles(Out).Select(Path.GetFileName).ShouldBe(["clip.avi.mp4", "clip.avi.expressions.png", "predictions.csv"], ignoreOrder: true);
    }

    [Fact]
    public void Files_of_one_name_do_not_collide_and_originals_stay()
    {
        var (here, there) = (Scene.Empty(_folder, "a.png"), Path.Combine(Directory.CreateDirectory(_folder["in"]).FullName, "a.png"));
        File.Copy(here, there);
        var before = File.ReadAllBytes(here);
        var predict = CommandLine.Run("predict", here, there, "--faces", "whole", "--out", _folder["in"], "--checkpoint", run.Best);

        predict.Exit.ShouldBe(0, predict.Error);
        File.ReadAllBytes(here).ShouldBe(before);
        File.ReadAllBytes(there).ShouldBe(before);
        Directory.GetFiles(_folder["in"]).ShouldBe([there]);
        Directory.GetFiles(_folder["in_2"]).Select(Path.GetFileName).ShouldBe(["a.png", "a_2.png", "predictions.csv"], ignoreOrder: true);
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
    public void A_second_prediction_gets_a_folder_of_its_own()
    {
        var image = Scene.Empty(_folder, "a.png");
        Predict(image, "--faces", "whole").Exit.ShouldBe(0);
        var before = File.ReadAllText(Path.Combine(Out, "predictions.csv"));

        var second = Predict(image, "--faces", "whole", "--min-confidence", "1");

        second.Output.ShouldEndWith($"Annotated copies: {Out}_2; probabilities: {Path.Combine($"{Out}_2", "predictions.csv")}\n");
        File.ReadAllText(Path.Combine(Out, "predictions.csv")).ShouldBe(before);
    }

    [Fact]
    public void Nothing_is_said_to_be_written_and_no_folder_stays_where_no_file_can_be_read()
    {
        var predict = Predict(_folder.Write("bad.png", "no image"), "--faces", "whole");

        (predict.Exit, predict.Output).ShouldBe((2, ""));
        Directory.Exists(Out).ShouldBeFalse();
    }

    [FactWithCascade]
    public void A_small_image_without_a_face_may_be_a_face_itself()
    {
        using var crop = new Mat(48, 48, MatType.CV_8UC1, Scalar.All(90));
        var small = Scene.Write(crop, _folder["crop.png"]);

        Predict(small, Scene.Empty(_folder, "large.png")).Output.ShouldContain("\nNo face found in an image of at most 96 pixels. --faces whole takes each image as a face.\n");
        Predict(small, "--faces", "whole").Output.ShouldNotContain("--faces whole");
    }

    [Fact]
    public void A_face_below_the_least_probability_is_unsure_everywhere()
    {
        var image = Scene.Empty(_folder, "a.png");
        var predict = Predict(image, "--faces", "whole", "--min-confidence", "0.99", "--json");

        JsonDocument.Parse(predict.Output).RootElement.GetProperty("images")[0].GetProperty("faces")[0].GetProperty("label").GetString().ShouldBe("unsure");
        predict.Error.ShouldContain("\n  unsure ");
        File.ReadAllLines(Path.Combine(Out, "predictions.csv"))[1].ShouldContain(",unsure,");
    }

    [FactWithCascade]
    public void Json_lines_come_image_by_image_and_frame_by_frame_with_the_errors_among_them()
    {
        string[] files = [Scene.WithFaces(_folder, "one.png"), _folder.Write("bad.png", "no image"), Scene.Video(_folder, "clip.avi", frames: 2)];
        var predict = Predict([.. files, "--jsonl"]);

        predict.Exit.ShouldBe(2);
        var lines = predict.Output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        lines.Select(line => line.GetProperty("path").GetString()).ShouldBe([files[0], files[1], .. Enumerable.Repeat(files[2], 4)]);
        Keys(lines[1]).ShouldBe(["path", "error"]);
        lines[2..].Select(line => line.GetProperty("frame").GetInt32()).ShouldBe([0, 1, 2, 3]);
        lines[2..].Select(line => line.GetProperty("faces").GetArrayLength()).ShouldBe([1, 1, 0, 0]);
        Predict(files[0], "--json", "--jsonl").Error.ShouldBe("fertrain: --json and --jsonl are two forms of one result. Expected: one of them.\n");
    }

    [FactWithCascade]
    public void Crops_are_the_boxes_of_the_faces_without_what_is_drawn()
    {
        var scene = Scene.WithFaces(_folder, "two.png", columns: 2);
        var predict = Predict(scene, "--crops", "--json");

        predict.Error.ShouldEndWith($"; faces: {Path.Combine(Out, "crops")}\n");
        var faces = JsonDocument.Parse(predict.Output).RootElement.GetProperty("images")[0].GetProperty("faces").EnumerateArray().ToArray();
        using var image = Cv2.ImRead(scene);
        foreach (var (index, face) in faces.Index())
        {
            int[] box = [.. face.GetProperty("box").EnumerateArray().Select(n => n.GetInt32())];
            using var crop = Cv2.ImRead(Path.Combine(Out, "crops", $"two.png_{index}.png"));
            using var expected = new Mat(image, new Rect(box[0], box[1], box[2], box[3]));
            Cv2.Norm(crop, expected, NormTypes.INF).ShouldBe(0);
        }
    }

    [FactWithCascade]
    public void The_group_of_a_video_is_that_of_all_its_faces()
    {
        var output = Predict(Scene.Video(_folder, "clip.avi", frames: 2), "--group").Output;
        output.ShouldMatch(@"\n  group: (positive|neutral|negative) \(positive \d+ %, neutral \d+ %, negative \d+ %\)\n  expressions over time: \S+clip\.avi\.expressions\.png\n");
    }

    [Fact]
    public void A_video_that_was_cut_off_is_labelled_as_far_as_it_goes_and_is_a_mistake()
    {
        var whole = File.ReadAllBytes(MovingFaces.Write(_folder["whole.avi"], frames: 20));
        var cut = _folder.Write("cut.avi", whole[..(whole.Length * 3 / 5)]);
        var predict = Predict(cut, "--faces", "whole");

        predict.Exit.ShouldBe(2);
        predict.Error.ShouldMatch(@"\nfertrain: \S+cut\.avi ends after 1\d of 20 frames: it is truncated or damaged\.\n$");
        File.Exists(Path.Combine(Out, "cut.avi.mp4")).ShouldBeTrue();
    }

    [FactWithCascade]
    public void Images_of_extreme_sizes_do_not_end_the_others()
    {
        using var narrow = new Mat(5000, 1, MatType.CV_8UC3, Scalar.All(90));
        using var huge = new Mat(9000, 9000, MatType.CV_8UC1, Scalar.All(0));
        string[] files = [Scene.Write(narrow, _folder["narrow.png"]), Scene.Write(huge, _folder["huge.png"]), Scene.Empty(_folder, "a.png")];

        foreach (var faces in (string[])["haar", "whole"])
        {
            using var json = JsonDocument.Parse(Predict([.. files, "--faces", faces, "--json"]).Output);
            json.RootElement.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("path").GetString()).ShouldBe([files[0], files[2]]);
            json.RootElement.GetProperty("errors").EnumerateArray().ShouldHaveSingleItem().GetProperty("message").GetString()!.ShouldStartWith($"{files[1]} is an image of 9000 × 9000 pixels, more than 64 megapixels.");
        }
    }

    [Theory]
    [InlineData(1, "a.gif.png")]
    [InlineData(2, "a.gif.mp4")]
    public void A_gif_is_an_image_or_with_several_frames_a_video(int frames, string copy)
    {
        var predict = Predict(_folder.Write("a.gif", Gif(frames)), "--faces", "whole");

        predict.Exit.ShouldBe(0, predict.Error);
        File.Exists(Path.Combine(Out, copy)).ShouldBeTrue();
    }

    [Fact]
    public void Mistakes_are_one_line()
    {
        var image = Scene.Empty(_folder, "a.png");
        Predict(image, "--faces", "hole").Error.ShouldBe("fertrain: Unknown value of --faces 'hole'. Did you mean 'whole'? Expected: haar, whole.\n");
        Predict(image, "--every", "0").Error.ShouldBe("fertrain: --every is 0. Expected: 1 or more.\n");
        Predict(image, "--min-confidence", "2").Error.ShouldBe("fertrain: --min-confidence is 2. Expected: 0 to 1.\n");
        Predict(image, "--max-megapixels", "0").Error.ShouldBe("fertrain: --max-megapixels is 0. Expected: 1 or more.\n");
        Predict(_folder["none"]).ShouldBe(new(2, "", $"fertrain: {_folder["none"]} does not exist.\n"));
        Predict(image, "--cascade", _folder["none.xml"]).Error.ShouldBe($"fertrain: Cascade '{_folder["none.xml"]}' does not exist.\n");
        CommandLine.RunCancelled("predict", image, "--faces", "whole", "--checkpoint", run.Best, "--out", Out).Exit.ShouldBe(130);
    }

    [Fact]
    public void A_cancelled_one_keeps_the_table_of_what_it_has_done()
    {
        string[] images = [Scene.Empty(_folder, "a.png"), Scene.Empty(_folder, "b.png")];

        var cancelled = CommandLine.Run(["predict", .. images, "--faces", "whole", "--checkpoint", run.Best, "--out", Out], isInteractive: false, cancelAt: "a.png");

        cancelled.Exit.ShouldBe(130);
        File.ReadAllLines(Path.Combine(Out, "predictions.csv")).Length.ShouldBe(2);
        cancelled.Output.ShouldContain($"probabilities: {Path.Combine(Out, "predictions.csv")}");
    }

    private CommandLine Predict(params string[] arguments) => CommandLine.Run(["predict", .. arguments, "--checkpoint", run.Best, "--out", Out]);

    private static IEnumerable<string> Keys(JsonElement element) => element.EnumerateObject().Select(property => property.Name);

    /// <summary>Makes an animation of one black pixel, whose frames are shown for a tenth of a second.</summary>
    private static byte[] Gif(int frames)
    {
        byte[] header = [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255];
        byte[] frame = [0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0];
        return [.. header, .. Enumerable.Repeat(frame, frames).SelectMany(bytes => bytes), 0x3B];
    }

    /// <summary>Adds an EXIF segment for a camera that was held upright: orientation 6, a quarter turn to the right.</summary>
    private static byte[] TurnedRight(byte[] jpeg)
    {
        byte[] exif = [.. "Exif\0\0MM\0*\0\0\0\b"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        return [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }
}
