using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Tests.Augmentation;

[Collection(TestCollections.Libtorch)]
public sealed class RandomFlipTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Each_image_is_flipped_exactly_by_its_parameters()
    {
        var both = new RandomFlip(new AugmentConfig { HorizontalFlip = true, VerticalFlip = true });
        var images = Tensors.RandomFloats(new RandomStream(1), 4, 1, 5, 5);

        var mirrored = both.Apply(images, tensor([0f, 0, 1, 0, 0, 1, 1, 1], [4, 2])).Map();

        var original = images.Map();
        for (var row = 0; row < 5; row++)
            for (var column = 0; column < 5; column++)
            {
                mirrored[0, 0, row, column].ShouldBe(original[0, 0, row, column]);
                mirrored[1, 0, row, column].ShouldBe(original[1, 0, row, 4 - column]);
                mirrored[2, 0, row, column].ShouldBe(original[2, 0, 4 - row, column]);
                mirrored[3, 0, row, column].ShouldBe(original[3, 0, 4 - row, 4 - column]);
            }
    }

    [Theory]
    [InlineData(true, false, 1)]
    [InlineData(false, true, 1)]
    [InlineData(true, true, 2)]
    public void Every_configured_flip_happens_half_of_the_time(bool horizontal, bool vertical, int numbers)
    {
        var augmentation = new RandomFlip(new AugmentConfig { HorizontalFlip = horizontal, VerticalFlip = vertical });
        var sampled = new float[10_000];

        augmentation.ParameterCount.ShouldBe(numbers);
        augmentation.Sample(new RandomStream(2), sampled);

        sampled.ShouldAllBe(number => number == 0 || number == 1);
        sampled.Average().ShouldBe(0.5f, 0.02f);
    }

    [Fact]
    public void A_vertical_flip_alone_leaves_left_and_right_as_they_are()
    {
        var images = tensor([1f, 2, 3, 4], [1, 1, 2, 2]);

        new RandomFlip(new AugmentConfig { VerticalFlip = true }).Apply(images, ones([1, 1])).Values().ShouldBe([3.0, 4, 1, 2]);
    }
}
