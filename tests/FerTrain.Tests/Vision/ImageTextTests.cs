using FerTrain.Vision;
using FsCheck;
using FsCheck.Fluent;
using OpenCvSharp;

namespace FerTrain.Tests.Vision;

public sealed class ImageTextTests
{
    [Fact]
    public void Letters_beyond_ASCII_are_drawn_as_themselves() => ((string[])["ü", "Ж", "ß", "u"]).Select(letter => Pixels(letter, 40)).Select(Convert.ToBase64String).Distinct().Count().ShouldBe(4);

    [Fact]
    public void A_text_is_drawn_in_its_colour_within_its_line_and_its_width()
    {
        using var image = new Mat(60, 300, MatType.CV_8UC3, Scalar.All(0));
        var text = new ImageText(24);
        text.Write(image, "Ägyptisch 98 %", new Rect(20, 15, 200, 30), new Scalar(10, 200, 90));

        var (left, right, top, bottom) = Extent(image);
        left.ShouldBeInRange(19, 24);
        right.ShouldBeInRange(20 + text.Width("Ägyptisch 98 %") - 5, 20 + text.Width("Ägyptisch 98 %") + 1);
        top.ShouldBeGreaterThanOrEqualTo(15);
        bottom.ShouldBeLessThan(45);
        image.GetArray<Vec3b>(out var pixels).ShouldBeTrue();
        pixels.ShouldContain(new Vec3b(10, 200, 90));
    }

    [Fact]
    public void A_text_that_does_not_fit_is_cut_off() => Prop.ForAll(
        Gen.Choose(1, 60).ArrayOf(2).ToArbitrary(),
        Gen.Choose(-200, 200).ArrayOf(4).ToArbitrary(),
        (size, place) =>
        {
            using var around = new Mat(size[0] + 40, size[1] + 40, MatType.CV_8UC3, Scalar.All(0));
            var inner = new Rect(20, 20, size[1], size[0]);
            using var image = new Mat(around, inner);
            new ImageText(18).Write(image, "happy", new Rect(place[0], place[1], Math.Abs(place[2]), Math.Abs(place[3])), Scalar.All(255));
            image.SetTo(Scalar.All(0));
            Cv2.Norm(around).ShouldBe(0);
        }).QuickCheckThrowOnFailure();

    private static byte[] Pixels(string text, int side)
    {
        using var image = new Mat(side, side, MatType.CV_8UC3, Scalar.All(0));
        new ImageText(side).Write(image, text, new Rect(0, 0, side, side), Scalar.All(255));
        image.GetArray<Vec3b>(out var pixels).ShouldBeTrue();
        return [.. pixels.Select(pixel => pixel.Item0)];
    }

    private static (int Left, int Right, int Top, int Bottom) Extent(Mat image)
    {
        var drawn = (from y in Enumerable.Range(0, image.Rows) from x in Enumerable.Range(0, image.Cols) where image.At<Vec3b>(y, x) != default select (x, y)).ToArray();
        return (drawn.Min(at => at.x), drawn.Max(at => at.x), drawn.Min(at => at.y), drawn.Max(at => at.y));
    }
}
