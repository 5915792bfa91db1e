using System.Text.Json;
using System.Text.RegularExpressions;
using FerTrain.Data;
using FerTrain.Training;
using FerTrain.Vision;
using FerTrain.Vision.Explanation;
using OpenCvSharp;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class ExplainVerbTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    [Fact]
    public void A_row_is_classified_and_explained_for_two_classes()
    {
        var folder = run.File("row");
        var answer = CommandLine.Run("explain", "--row", "5", "--checkpoint", run.Root, "--out", run.File("answer"), "--json");
        var unlikely = JsonDocument.Parse(answer.Output).RootElement.GetProperty("probabilities").EnumerateObject().MinBy(fraction => fraction.Value.GetDouble()).Name;
        var explained = CommandLine.Run("explain", "--row", "5", "--class", unlikely, "--checkpoint", run.Root, "--out", folder);

        explained.Exit.ShouldBe(0, explained.Error);
        explained.Error.ShouldBe($"Warning: {Core.Runs.ModelCautions.SyntheticFaces}\n");
        // Which classes are likely to a model of one epoch is for the machine's rounding to decide.
        Regex.Replace(Masked.Numbers(explained.Output, folder), @"\w+ N %", "CLASS N %").ShouldMatchGolden("explain_row.txt");
        string[] files = ["row_5_body.module4.main.bn2.png", "row_5_explanation.png"];
        Directory.GetFiles(folder).Select(Path.GetFileName).Order().ShouldBe(files);
        Size(Path.Combine(folder, files[1])).Height.ShouldBeGreaterThan(2 * 2 * 216, "a row of images for each class");
        CommandLine.Run("explain", "--row", "5", "--checkpoint", run.Last, "--out", folder).Exit.ShouldBe(0);
        Directory.GetFiles(folder).Select(Path.GetFileName).ShouldContain("row_5_2_explanation.png");
    }

    [Fact]
    public void A_layer_s_maps_are_drawn()
    {
        var folder = run.File("layer");
        var explained = CommandLine.Run("explain", "--row", "0", "--layer", "stem.relu1", "--checkpoint", run.Root, "--out", folder, "--json");

        explained.Exit.ShouldBe(0, explained.Error);
        var json = JsonDocument.Parse(explained.Output).RootElement;
        json.GetProperty("layer").GetString().ShouldBe("stem.relu1");
        json.GetProperty("probabilities").EnumerateObject().Sum(fraction => fraction.Value.GetDouble()).ShouldBe(1, 1e-5);
        json.GetProperty("files").EnumerateArray().Select(file => file.GetString()).ShouldBe(
            [Path.Combine(folder, "row_0_explanation.png"), Path.Combine(folder, "row_0_stem.relu1.png")]);
        File.Exists(Path.Combine(folder, "row_0_stem.relu1.png")).ShouldBeTrue();
    }

    [Theory]
    [InlineData(48)]
    [InlineData(130)]
    public void An_image_gets_the_prediction_of_predict(int side)
    {
        var face = SyntheticFaces.Generate(7, seed: 3).Face(2).ToArray();
        using var small = Mat.FromPixelData(48, 48, MatType.CV_8UC1, face);
        using var large = new Mat();
        Cv2.Resize(small, large, new Size(side, side));
        var file = run.File($"face_{side}.png");
        Cv2.ImWrite(file, large).ShouldBeTrue();
        var checkpoint = Checkpoint.Read(run.Best);
        using var classifier = new FaceClassifier(checkpoint, CPU);
        using var image = Cv2.ImRead(file, ImreadModes.Color);
        using var model = new ExplainedModel(checkpoint, CPU, layer: null);
        using var picked = PickedFace.Of(file, detector: null, number: null);
        using var whole = picked.Cut();

        using var explained = model.Classify(whole);

        explained.Probabilities.ShouldBe(classifier.Classify(image, [new FoundFace(new Rect(0, 0, side, side))]).ShouldHaveSingleItem().Probabilities, 1e-6f);
    }

    [Theory]
    [InlineData("explain", "fertrain: explain needs one face. Expected: an image, or --row N.\n")]
    [InlineData("explain face.png --row 3", "fertrain: explain needs one face. Expected: an image, or --row N.\n")]
    [InlineData("explain face.png --data x.csv", "fertrain: --data x.csv needs a row. Expected: --row N with it.\n")]
    [InlineData("explain --row 70 --checkpoint RUN", "fertrain: --row is 70. Expected: 0 to 69.\n")]
    [InlineData("explain --row 1 --class happi --checkpoint RUN", "fertrain: Unknown class 'happi'. Did you mean 'happy'? Expected: angry, disgust, fear, happy, sad, surprise, neutral.\n")]
    [InlineData("explain none.png --checkpoint RUN", "fertrain: none.png cannot be read: ")]
    [InlineData("explain face.png --checkpoint face.onnx", "fertrain: face.onnx is an exported file, which does not show its layers.")]
    [InlineData("explain --row 1 --layer head.con --checkpoint RUN", "fertrain: Unknown layer 'head.con'. Did you mean 'head.conv'? Expected: stem.conv1, ")]
    [InlineData("explain --row 1 --layer head.pool --checkpoint RUN", "fertrain: Layer 'head.pool' has 7 outputs and no feature maps. Expected: stem.conv1, ")]
    public void A_mistake_is_told_in_one_line(string line, string message)
    {
        var explained = CommandLine.Run(line.Replace("RUN", run.Root, StringComparison.Ordinal).Split(' '));
        explained.Exit.ShouldBe(2);
        explained.Error.ShouldStartWith(message);
    }

    [Theory]
    [InlineData("mlp", "train.batch_size=32")]
    [InlineData("svm", "classic.n_components=4")]
    public void A_model_without_maps_is_explained_by_occlusion_alone(string model, string setting)
    {
        var runs = run.File($"runs_{model}");
        string[] epochs = model == "mlp" ? ["train.epochs=1"] : [];
        CommandLine.Run(["train", "--config", model, "--runs", runs, "data.source=synthetic", "data.synthetic_count=70", setting, .. epochs]).Exit.ShouldBe(0);

        var explained = CommandLine.Run("explain", "--row", "1", "--runs", runs, "--out", run.File(model));

        explained.Exit.ShouldBe(0, explained.Error);
        explained.Error.ShouldEndWith($"best.pt\nWarning: no layer of {model} has feature maps, so there is no Grad-CAM.\nWarning: {Core.Runs.ModelCautions.SyntheticFaces}\n");
        Directory.GetFiles(run.File(model)).Select(Path.GetFileName).ShouldBe(["row_1_explanation.png"]);
        CommandLine.Run("explain", "--row", "1", "--layer", "flatten", "--runs", runs).Exit.ShouldBe(2);
    }

    private static Size Size(string path)
    {
        using var image = Cv2.ImRead(path);
        return image.Size();
    }
}
