using System.Text.Json;
using FerTrain.Tests.Vision;
using OpenCvSharp;

namespace FerTrain.Tests.Cli;

/// <summary>Photographs are explained by the faces in them, as predict finds them.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class ExplainPhotoTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FactWithCascade]
    public void The_face_of_a_photograph_is_the_one_that_predict_finds()
    {
        var photo = Scene.WithFaces(_folder, "photo.png");
        var predicted = JsonDocument.Parse(CommandLine.Run("predict", photo, "--checkpoint", run.Best, "--out", _folder["predicted"], "--json").Output)
            .RootElement.GetProperty("images")[0].GetProperty("faces")[0];

        var explained = CommandLine.Run("explain", photo, "--checkpoint", run.Best, "--out", _folder["out"], "--json");

        explained.Exit.ShouldBe(0, explained.Error);
        var json = JsonDocument.Parse(explained.Output).RootElement;
        json.GetProperty("box").ToString().Where(c => !char.IsWhiteSpace(c)).ShouldBe(predicted.GetProperty("box").ToString().Where(c => !char.IsWhiteSpace(c)));
        foreach (var probability in predicted.GetProperty("probabilities").EnumerateObject())
            json.GetProperty("probabilities").GetProperty(probability.Name).GetDouble().ShouldBe(probability.Value.GetDouble(), 1e-5);
        Directory.GetFiles(_folder["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(["photo_explanation.png", "photo_photograph.png", $"photo_{json.GetProperty("layer").GetString()}.png"], ignoreOrder: true);
        using var drawn = Cv2.ImRead(Path.Combine(_folder["out"], "photo_photograph.png"));
        using var original = Cv2.ImRead(photo);
        ((double)drawn.Width / drawn.Height).ShouldBe((double)original.Width / original.Height, 0.01);
    }

    [FactWithCascade]
    public void Of_several_faces_the_largest_is_explained_or_the_one_that_is_asked_for()
    {
        using var small = Scene.WithFaces();
        using var large = Scene.WithFaces(scale: 1.5);
        using var padded = new Mat();
        Cv2.CopyMakeBorder(small, padded, 0, large.Height - small.Height, 0, 0, BorderTypes.Replicate);
        using var joined = new Mat();
        Cv2.HConcat([padded, large, padded], joined);
        var photo = Scene.Write(joined, _folder["three.png"]);
        var last = CommandLine.Run("explain", photo, "--face", "2", "--checkpoint", run.Best, "--out", _folder["out"], "--json");
        JsonDocument.Parse(last.Output).RootElement.GetProperty("box")[0].GetInt32().ShouldBeInRange(small.Width + large.Width, joined.Width);

        var largest = CommandLine.Run("explain", photo, "--checkpoint", run.Best, "--out", _folder["out"]);
        largest.Output.ShouldContain("three.png, face 1 of 3 (from 0): ");
        Directory.GetFiles(_folder["out"], "three_face_?_photograph.png").Select(Path.GetFileName)
            .ShouldBe(["three_face_1_photograph.png", "three_face_2_photograph.png"], ignoreOrder: true);
        CommandLine.Run("explain", photo, "--face", "3", "--checkpoint", run.Best).Error.ShouldEndWith("fertrain: --face is 3. Expected: 0 to 2, from left to right.\n");
    }

    [Theory]
    [InlineData("--detector a.onnx", "Detector 'a.onnx' does not exist.")]
    [InlineData("--detector a.onnx --scale-factor 1.2", "--scale-factor is of the cascade, and --detector a.onnx takes its place. Expected: one of the two.")]
    [InlineData("--detector a.onnx --cascade b.xml", "--cascade is of the cascade, and --detector a.onnx takes its place. Expected: one of the two.")]
    [InlineData("--detector a.onnx --faces whole", "--detector is for finding faces, and with --faces whole each image is one. Expected: one of the two.")]
    [InlineData("--cascade b.xml --faces whole", "--cascade is for finding faces, and with --faces whole each image is one. Expected: one of the two.")]
    [InlineData("--min-size 9 --faces whole", "--min-size is for finding faces, and with --faces whole each image is one. Expected: one of the two.")]
    public void A_detector_is_a_file_and_takes_the_place_of_the_cascade(string options, string message)
    {
        var photo = Scene.Empty(_folder, "photo.png");
        foreach (var verb in (string[])["predict", "explain"])
            CommandLine.Run([verb, photo, "--checkpoint", run.Best, "--out", _folder["out"], .. options.Split(' ')]).ShouldBe(new CommandLine(2, "", $"fertrain: {message}\n"));
        Directory.Exists(_folder["out"]).ShouldBeFalse();
    }

    [Fact]
    public void A_row_of_the_data_is_not_searched_for_faces() =>
        CommandLine.Run("explain", "--row", "1", "--detector", "a.onnx", "--checkpoint", run.Best, "--out", _folder["out"])
            .ShouldBe(new CommandLine(2, "", "fertrain: --detector is for photographs. Expected: an image with it, in place of --row.\n"));

    [FactWithCascade]
    public void A_photograph_without_a_face_is_a_mistake_unless_it_is_one_face()
    {
        var room = Scene.Empty(_folder, "room.png");
        var refused = CommandLine.Run("explain", room, "--checkpoint", run.Best);
        (refused.Exit, refused.Error.Split('\n')[^2]).ShouldBe((2, $"fertrain: {room}: no face found. Expected: an image with a face, or --faces whole for an image that is one face."));
        CommandLine.Run("explain", room, "--faces", "whole", "--checkpoint", run.Best, "--out", _folder["out"]).Exit.ShouldBe(0);
        Directory.GetFiles(_folder["out"], "*photograph*").ShouldBeEmpty();
    }

    [Fact]
    public void The_default_layer_has_maps_that_show_more_than_nine_cells()
    {
        var explained = CommandLine.Run("explain", "--row", "1", "--checkpoint", run.Best, "--out", _folder["out"], "--json");
        var layer = JsonDocument.Parse(explained.Output).RootElement.GetProperty("layer").GetString()!;
        var shown = CommandLine.Run("models", "show", "mini_xception").Output.Split('\n').Single(line => line.TrimStart().StartsWith($"{layer} ", StringComparison.Ordinal));
        shown.ShouldContain("(None, 6, 6, ");
        layer.ShouldNotBe("head.conv");
    }
}
