using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Tests.Torch;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Tests.Augmentation;

[Collection(TestCollections.Libtorch)]
public sealed class RandomErasingTests : IDisposable
{
    private const int Side = 20;

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Nothing_is_erased_at_probability_zero() =>
        ErasedFractions(new AugmentConfig { RandomErasing = 0, FillValue = 255 }, 50).ShouldAllBe(fraction => fraction == 0);

    [Fact]
    public void As_many_images_lose_a_rectangle_as_the_probability_says_and_of_2_to_33_percent()
    {
        var fractions = ErasedFractions(new AugmentConfig { RandomErasing = 0.3, FillValue = 255 }, 4000);

        fractions.Average(fraction => fraction > 0 ? 1.0 : 0).ShouldBe(0.3, 0.03);
        double[] erased = [.. fractions.Where(fraction => fraction > 0)];
        erased.Average().ShouldBe(0.175, 0.01);
        erased.ShouldAllBe(fraction => fraction > 0.005 && fraction < 0.4); // pixels are whole
    }

    [Fact]
    public void The_pixels_whose_centres_are_in_the_box_get_the_fill_value()
    {
        var images = zeros([1, 1, 4, 4]);
        var erased = new RandomErasing(new AugmentConfig { FillValue = 7 })
            .Apply(images, tensor([-0.6f, 0.3f, -1, -0.4f], [1, 4])); // columns 1 and 2, row 0

        erased.Values().ShouldBe([0.0, 7, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }

    [Fact]
    public void The_erased_pixels_are_one_rectangle()
    {
        var map = Erased(new AugmentConfig { RandomErasing = 1, FillValue = 255 }, 30).Map();
        for (var i = 0; i < 30; i++)
        {
            var pixels = (from row in Enumerable.Range(0, Side) from column in Enumerable.Range(0, Side) where map[i, 0, row, column] == 255 select (row, column)).ToArray();
            var (height, width) = (pixels.Max(p => p.row) - pixels.Min(p => p.row) + 1, pixels.Max(p => p.column) - pixels.Min(p => p.column) + 1);
            pixels.Length.ShouldBe(height * width);
        }
    }

    private static double[] ErasedFractions(AugmentConfig config, int count) =>
        Erased(config, count).to(float64).mean([1, 2, 3]).Values().Select(mean => mean / 255).ToArray();

    private static Tensor Erased(AugmentConfig config, int count)
    {
        var augmentation = new RandomErasing(config);
        var random = new RandomStream(7);
        var numbers = new float[count * augmentation.ParameterCount];
        for (var i = 0; i < count; i++)
            augmentation.Sample(random, numbers.AsSpan(i * augmentation.ParameterCount, augmentation.ParameterCount));
        return augmentation.Apply(zeros([count, 1, Side, Side]), tensor(numbers, [count, augmentation.ParameterCount]));
    }
}

[Collection(TestCollections.Libtorch)]
public sealed class RelativeBoxTests
{
    [Fact]
    public void A_box_has_the_requested_area_keeps_its_ratio_and_stays_in_the_image() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new RandomStream(seed);
            var (area, maxRatio) = (random.Uniform(0.01, 1), random.Uniform(1, 5));
            var box = RelativeBox.Sample(random, area, maxRatio);

            (box.Width * box.Height).ShouldBe(area, 1e-12);
            Math.Max(box.Width / box.Height, box.Height / box.Width).ShouldBeLessThanOrEqualTo(maxRatio + 1e-9);
            new[] { box.Left, box.Top, 1 - box.Left - box.Width, 1 - box.Top - box.Height }.ShouldAllBe(room => room >= -1e-12);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_whole_image_is_the_only_box_of_area_one() =>
        RelativeBox.Sample(new RandomStream(1), 1, 4).ShouldBe(RelativeBox.Whole);
}
