using FerTrain.Core;
using FerTrain.Figures;
using FerTrain.Vision;
using FsCheck;
using FsCheck.Fluent;
using OpenCvSharp;

namespace FerTrain.Tests.Vision;

public sealed class FaceAnnotationTests
{
    private readonly FaceAnnotation _annotation = new(ClassNames.Fer2013);

    [Fact]
    public void Labels_and_bars_lie_inside_the_image_and_cover_nothing_if_they_can() => Prop.ForAll(
        Gen.Choose(1, 400).ArrayOf(2).ToArbitrary(),
        Gen.Choose(-100, 500).ArrayOf(16).ToArbitrary(),
        (size, numbers) =>
        {
            var image = new Rect(0, 0, size[0], size[1]);
            var candidates = numbers.Chunk(4).Select(n => new Rect(n[0], n[1], Math.Abs(n[2]) + 1, Math.Abs(n[3]) + 1)).ToArray();
            var placement = new LabelPlacement(image.Size, [candidates[0]]);

            var best = placement.Best(candidates[1..]);

            image.Contains(best).ShouldBeTrue();
            foreach (var candidate in candidates[1..].Where(image.Contains))
                placement.Covered(best).ShouldBeLessThanOrEqualTo(placement.Covered(candidate));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_faces_of_any_image_can_be_drawn() => Prop.ForAll(
        Gen.Choose(24, 300).ArrayOf(2).ToArbitrary(),
        Gen.Choose(-20, 300).ArrayOf(4).ListOf().ToArbitrary(),
        (size, boxes) =>
        {
            using var image = new Mat(size[0], size[1], MatType.CV_8UC3, Scalar.All(128));
            _annotation.Draw(image, [.. boxes.Select(n => Face(new Rect(n[0], n[1], Math.Abs(n[2]) + 1, Math.Abs(n[3]) + 1), 3, 0.6f))], "caption");
            (image.Rows, image.Cols).ShouldBe((size[0], size[1]));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public void A_face_has_its_colour_and_every_class_a_bar_as_long_as_it_is_likely_on_light_and_dark(int grey)
    {
        using var image = new Mat(480, 640, MatType.CV_8UC3, Scalar.All(grey));
        var box = new Rect(100, 150, 160, 160);
        float[] fractions = [0.05f, 0.3f, 0.1f, 0.4f, 0.025f, 0.05f, 0.075f];

        _annotation.Draw(image, [new ClassifiedFace(box, [.. fractions])]);

        var colors = ClassPalette.Of(ClassNames.Fer2013).Select(color => (color.B, color.G, color.R)).ToArray();
        var panel = Enumerable.Range(box.Right + 10, 350).ToArray();
        var bars = colors.Select(color => Enumerable.Range(0, image.Rows).Max(y => LongestRun(panel.Select(x => At(image, x, y) == color)))).ToArray();
        for (var i = 0; i < fractions.Length; i++)
            ((double)bars[i]).ShouldBe(bars[3] * fractions[i] / fractions[3], 2);
        bars[3].ShouldBeGreaterThan(30);
        At(image, box.Left + 40, box.Bottom - 1).ShouldBe(colors[3]);
    }

    [Fact]
    public void An_image_without_a_face_says_so()
    {
        using var image = new Mat(480, 640, MatType.CV_8UC3, Scalar.All(0));
        _annotation.Draw(image, []);
        Enumerable.Range(0, 200).Count(x => At(image, x, 3) != (0, 0, 0)).ShouldBeGreaterThan(100);
        At(image, 639, 479).ShouldBe(((byte)0, (byte)0, (byte)0));
    }

    private static int LongestRun(IEnumerable<bool> values)
    {
        int run = 0, longest = 0;
        foreach (var value in values)
            longest = Math.Max(longest, run = value ? run + 1 : 0);
        return longest;
    }

    private static (byte, byte, byte) At(Mat image, int x, int y)
    {
        var pixel = image.Get<Vec3b>(y, x);
        return (pixel.Item0, pixel.Item1, pixel.Item2);
    }

    private static ClassifiedFace Face(Rect box, int label, float probability) =>
        new(box, [.. ClassNames.Fer2013.Index().Select(name => name.Index == label ? probability : (1 - probability) / 6)]);
}
