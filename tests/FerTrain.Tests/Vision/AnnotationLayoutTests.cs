using FerTrain.Vision;
using FsCheck;
using FsCheck.Fluent;
using OpenCvSharp;

namespace FerTrain.Tests.Vision;

public sealed class AnnotationLayoutTests
{
    [Fact]
    public void Bars_never_cover_a_face_or_each_other_and_labels_do_not_if_there_are_bars() => Prop.ForAll(
        Gen.Choose(60, 1200).ArrayOf(2).ToArbitrary(),
        Gen.Choose(0, 1000).ArrayOf(3).ListOf().ToArbitrary(),
        (size, numbers) =>
        {
            var image = new Size(size[0], size[1]);
            Rect[] boxes = [.. numbers.Select(n => new Rect(n[0] % image.Width, n[1] % image.Height, 20 + n[2] / 5, 20 + n[2] / 5))];
            var layout = Layout(image, boxes);

            layout.Labels.Count.ShouldBe(boxes.Length);
            layout.Panels.Count.ShouldBeOneOf(0, boxes.Length);
            if (layout.Panels.Count == 0) return;
            boxes.Length.ShouldBeLessThanOrEqualTo(AnnotationLayout.MostPanels);
            Rect[] texts = [.. layout.Panels, .. layout.Labels];
            foreach (var (index, text) in texts.Index())
            {
                new Rect(default, image).Contains(text).ShouldBeTrue();
                boxes.Concat(texts[(index + 1)..]).ShouldAllBe(other => Area(Rect.Intersect(text, other)) == 0);
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(6, false)]
    [InlineData(12, false)]
    public void Few_faces_have_bars_and_many_have_labels_alone_of_which_none_is_covered(int count, bool hasBars)
    {
        Rect[] boxes = [.. Enumerable.Range(0, count).Select(i => new Rect(60 + 300 * (i % 4), 80 + 260 * (i / 4), 110, 110))];
        var layout = Layout(new Size(1280, 900), boxes);

        (layout.Panels.Count > 0).ShouldBe(hasBars);
        foreach (var label in layout.Labels)
            layout.Labels.Concat(boxes).Count(other => Area(Rect.Intersect(label, other)) > 0).ShouldBe(1); // itself
    }

    [Fact]
    public void A_face_that_fills_the_image_has_no_bars() => Layout(new Size(400, 400), [new Rect(20, 20, 360, 360)]).Panels.ShouldBeEmpty();

    private static AnnotationLayout Layout(Size image, Rect[] boxes) =>
        AnnotationLayout.Of(image, boxes, [.. boxes.Select(_ => "surprise 100 %")], caption: null, line => new Size(14 * line, 8 * line), []);

    private static int Area(Rect rect) => rect.Width * rect.Height;
}
