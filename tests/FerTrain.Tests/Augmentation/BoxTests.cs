using FerTrain.Augmentation;
using FerTrain.Core;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Augmentation;

[Collection(TestCollections.Libtorch)]
public sealed class BoxTests
{
    [Fact]
    public void A_box_has_the_area_asked_for_keeps_its_ratio_and_stays_in_the_image() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new RandomStream(seed);
            var (area, mostRatio) = (random.Uniform(0.01, 1), random.Uniform(1, 5));
            var box = Box.Draw(random, area, mostRatio);

            (box.Width * box.Height).ShouldBe(area, 1e-12);
            Math.Max(box.Width / box.Height, box.Height / box.Width).ShouldBeLessThanOrEqualTo(mostRatio + 1e-9);
            new[] { box.Left, box.Top, 1 - box.Left - box.Width, 1 - box.Top - box.Height }.ShouldAllBe(room => room >= -1e-12);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_whole_image_is_the_only_box_of_area_one() =>
        Box.Draw(new RandomStream(1), 1, 4).ShouldBe(Box.Whole);
}
