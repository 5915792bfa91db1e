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
        Enumerable.Range(0, 200).Count(x => At(image, x, 3) != (0, 0, 0)).ShouldBeGreaterThan(80);
        At(image, 639, 479).ShouldBe(((byte)0, (byte)0, (byte)0));
    }

    [Fact]
    public void The_frame_rate_stands_beside_the_lack_of_a_face()
    {
        using var alone = Annotated([], caption: null);
        using var both = Annotated([], "25.0 fps");
        using var rate = Annotated([Face(new Rect(250, 200, 100, 100), 3, 0.6f)], "25.0 fps");
        CaptionWidth(both).ShouldBeGreaterThan(CaptionWidth(alone) + 50);
        CaptionWidth(rate).ShouldBeLessThan(CaptionWidth(alone));
    }

    [Theory]
    [InlineData("angry")]
    [InlineData("disgust")]
    [InlineData("fear")]
    [InlineData("happy")]
    [InlineData("sad")]
    [InlineData("surprise")]
    [InlineData("neutral")]
    [InlineData("contempt")]
    public void Every_expression_has_its_own_emoji_on_any_background(string name)
    {
        var emoji = ExpressionEmoji.Of(name).ShouldNotBeNull();
        using var dark = new Mat(200, 200, MatType.CV_8UC3, Scalar.All(0));
        using var light = new Mat(200, 200, MatType.CV_8UC3, Scalar.All(255));
        foreach (var image in new[] { dark, light })
            emoji.Paste(image, new Rect(20, 20, 160, 160));
        At(dark, 100, 40).ShouldBe(At(light, 100, 40), "the face is opaque");
        At(dark, 21, 21).ShouldBe(((byte)0, (byte)0, (byte)0), "its corners are clear");
        At(light, 21, 21).ShouldBe(((byte)255, (byte)255, (byte)255));
        foreach (var other in ClassNames.FerPlus.Where(other => other != name))
        {
            using var image = new Mat(200, 200, MatType.CV_8UC3, Scalar.All(0));
            ExpressionEmoji.Of(other)!.Paste(image, new Rect(20, 20, 160, 160));
            Cv2.Norm(image, dark, NormTypes.L1).ShouldBeGreaterThan(40_000, other);
        }
    }

    [Fact]
    public void An_emoji_stands_beside_its_face_and_a_class_of_one_s_own_has_none()
    {
        var names = new[] { "happy", "confused" };
        var (with, without) = (new FaceAnnotation(names, emoji: true), new FaceAnnotation(names));
        Changed(0).ShouldBeGreaterThan(1000);
        Changed(1).ShouldBe(0);
        ExpressionEmoji.Of("confused").ShouldBeNull();

        int Changed(int label)
        {
            ClassifiedFace[] faces = [new(new Rect(250, 200, 120, 120), [label == 0 ? 0.9f : 0.1f, label == 1 ? 0.9f : 0.1f])];
            using var first = new Mat(480, 640, MatType.CV_8UC3, Scalar.All(128));
            using var second = first.Clone();
            with.Draw(first, faces);
            without.Draw(second, faces);
            var around = new Rect(130, 200, 120, 120); // left of the face
            using var difference = new Mat();
            Cv2.Absdiff(first[around], second[around], difference);
            return Enumerable.Range(0, around.Height).Sum(y => Enumerable.Range(0, around.Width).Count(x => At(difference, x, y) != (0, 0, 0)));
        }
    }

    private Mat Annotated(IReadOnlyList<ClassifiedFace> faces, string? caption)
    {
        var image = new Mat(480, 640, MatType.CV_8UC3, Scalar.All(0));
        _annotation.Draw(image, faces, caption);
        return image;
    }

    private static int CaptionWidth(Mat image) => Enumerable.Range(0, image.Width).TakeWhile(x => At(image, x, 1) != (0, 0, 0)).Count();

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
