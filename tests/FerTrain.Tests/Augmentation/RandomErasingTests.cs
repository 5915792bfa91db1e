using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Tests.Torch;
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
    public void What_is_erased_is_one_rectangle()
    {
        var map = Erased(new AugmentConfig { RandomErasing = 1, FillValue = 255 }, 30).Map();
        for (var i = 0; i < 30; i++)
        {
            var places = (from row in Enumerable.Range(0, Side) from column in Enumerable.Range(0, Side) where map[i, 0, row, column] == 255 select (row, column)).ToArray();
            var (height, width) = (places.Max(p => p.row) - places.Min(p => p.row) + 1, places.Max(p => p.column) - places.Min(p => p.column) + 1);
            places.Length.ShouldBe(height * width);
        }
    }

    private static double[] ErasedFractions(AugmentConfig config, int count) =>
        Erased(config, count).to(float64).mean([1, 2, 3]).Values().Select(mean => mean / 255).ToArray();

    private static Tensor Erased(AugmentConfig config, int count)
    {
        var augmentation = new RandomErasing(config);
        var random = new RandomStream(7);
        var numbers = new float[count * augmentation.NumbersPerImage];
        for (var i = 0; i < count; i++)
            augmentation.Draw(random, numbers.AsSpan(i * augmentation.NumbersPerImage, augmentation.NumbersPerImage));
        return augmentation.Apply(zeros([count, 1, Side, Side]), tensor(numbers, [count, augmentation.NumbersPerImage]));
    }
}
