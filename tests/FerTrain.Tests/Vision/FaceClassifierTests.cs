using System.Collections.Immutable;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Training;
using FerTrain.Vision;
using FsCheck;
using FsCheck.Fluent;
using OpenCvSharp;
using static TorchSharp.torch;

namespace FerTrain.Tests.Vision;

[Collection(TestCollections.Libtorch)]
public sealed class FaceClassifierTests : IDisposable
{
    private const int Side = 48;

    private readonly RecordingModel _model = new(Side);

    public void Dispose() => _model.Dispose();

    [Fact]
    public void A_face_that_is_no_larger_than_the_model_wants_reaches_it_as_it_is()
    {
        using var image = Noise(60, 80);
        Classify(image, new Rect(7, 3, 40, 48), new Rect(0, 0, 12, 20));

        _model.Seen.Select(face => (face.Height, face.Width)).ShouldBe([(48, 40), (20, 12)]);
        _model.Seen[0].Pixels.ShouldBe(Pixels(image, new Rect(7, 3, 40, 48)));
        _model.Seen[1].Pixels.ShouldBe(Pixels(image, new Rect(0, 0, 12, 20)));
    }

    [Fact]
    public void Of_a_larger_face_every_pixel_counts()
    {
        using var image = Noise(3 * Side + 10, 2 * Side + 10);
        var box = new Rect(5, 4, 2 * Side, 3 * Side);
        Classify(image, box);

        var (pixels, height, width) = _model.Seen.ShouldHaveSingleItem();
        (height, width).ShouldBe((Side, Side));
        var source = Pixels(image, box);
        for (var i = 0; i < pixels.Length; i++)
            ((double)pixels[i]).ShouldBe(MeanOfBlock(source, i / Side, i % Side), 0.51);
    }

    [Fact]
    public void Of_a_box_beyond_the_border_the_part_inside_is_seen()
    {
        using var image = Noise(40, 40);
        Classify(image, new Rect(-10, 30, 20, 20));
        _model.Seen.ShouldHaveSingleItem().Pixels.ShouldBe(Pixels(image, new Rect(0, 30, 10, 10)));
    }

    [Fact]
    public void Colours_are_weighed_as_OpenCV_weighs_them()
    {
        using var image = new Mat(20, 20, MatType.CV_8UC3, new Scalar(200, 100, 50));
        Classify(image, new Rect(0, 0, 20, 20));
        _model.Seen.ShouldHaveSingleItem().Pixels.ShouldAllBe(pixel => pixel == (byte)Math.Round(0.114 * 200 + 0.587 * 100 + 0.299 * 50));
    }

    [Fact]
    public void Faces_of_all_sizes_are_classified_in_their_order() => Prop.ForAll(
        Gen.Four(Gen.Choose(1, 90)).Select(n => new Rect(n.Item1, n.Item2, n.Item3, n.Item4)).ListOf().ToArbitrary(),
        boxes =>
        {
            using var image = Noise(100, 100);
            var together = Classify(image, [.. boxes]);
            together.Select(face => face.Box).ShouldBe(boxes);
            foreach (var face in together)
                face.Probabilities.ShouldBe(Classify(image, face.Box).Single().Probabilities);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Many_faces_go_through_the_model_some_at_a_time()
    {
        using var image = Noise(60, 60);

        Classify(image, [.. Enumerable.Repeat(new Rect(0, 0, 48, 48), 150)]).Length.ShouldBe(150);

        _model.Batches.ShouldBe([64, 64, 22]);
    }

    private ImmutableArray<ClassifiedFace> Classify(Mat image, params Rect[] boxes)
    {
        _model.Seen.Clear();
        return new FaceClassifier(_model, CPU).Classify(image, [.. boxes.Select(box => new FoundFace(box))]);
    }

    private static Mat Noise(int height, int width)
    {
        var random = new Seeds(3).Stream("noise");
        var image = new Mat(height, width, MatType.CV_8UC1);
        image.SetArray([.. Enumerable.Range(0, height * width).Select(_ => (byte)random.NextInt(256))]).ShouldBeTrue();
        return image;
    }

    private static byte[] Pixels(Mat image, Rect box) =>
        [.. from y in Enumerable.Range(box.Top, box.Height) from x in Enumerable.Range(box.Left, box.Width) select image.Get<byte>(y, x)];

    private static double MeanOfBlock(byte[] pixels, int row, int column) =>
        (from y in Enumerable.Range(3 * row, 3) from x in Enumerable.Range(2 * column, 2) select (double)pixels[y * 2 * Side + x]).Average();
}

/// <summary>Returns what it is shown: a face's mean grey value for its first class, the rest for the second.</summary>
internal sealed class RecordingModel(int size) : ITrainedModel, ILoadedModel
{
    public List<(byte[] Pixels, int Height, int Width)> Seen { get; } = [];

    /// <summary>How many faces came at once.</summary>
    public List<int> Batches { get; } = [];

    public string Path => "recording";

    public RunConfig Config { get; } = new();

    public Preprocessing Preprocessing { get; } = new(size, 0, 1, PixelScaling.Unit, ["bright", "dark"]);

    public string? DataFingerprint => null;

    public ILoadedModel Load(Device device) => this;

    public float[] Probabilities(byte[] pixels, int height, int width)
    {
        Batches.Add(pixels.Length / (height * width));
        return [.. pixels.Chunk(height * width).SelectMany(face =>
        {
            Seen.Add((face, height, width));
            var mean = (float)(face.Average(pixel => (double)pixel) / 255);
            return new[] { mean, 1 - mean };
        })];
    }

    public float[] Probabilities(FaceTensors faces, ImmutableArray<int> rows, TestTimeAugmentation tta, CancellationToken cancel) =>
        throw new NotSupportedException("It sees faces of images.");

    public void Dispose() => Seen.Clear();
}
