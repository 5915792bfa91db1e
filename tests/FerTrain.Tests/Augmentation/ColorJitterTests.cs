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
public sealed class ColorJitterTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Nothing_changes_at_strength_zero()
    {
        var image = FilledImage.Random(new RandomStream(1), 6);

        Apply(new AugmentConfig(), image, 1).ShouldBe(image.Pixels, 1e-3);
    }

    [Fact]
    public void Contrast_stretches_about_the_mean_and_brightness_multiplies_within_0_to_255() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var image = FilledImage.Random(new RandomStream(seed), 6);
            var config = new AugmentConfig { Brightness = 0.8, Contrast = 0.9 };
            var random = new RandomStream(seed + 1);
            var (brightness, contrast) = (random.Uniform(0.2, 1.8), random.Uniform(0.1, 1.9));
            var mean = image.Pixels.Average();

            Apply(config, image, seed + 1).ShouldBe(
                image.Pixels.Select(grey => Math.Clamp(brightness * (contrast * (grey - mean) + mean), 0, 255)), 0.01);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Each_image_has_its_own_mean_and_its_own_numbers()
    {
        var images = tensor([10f, 20, 30, 40, 100, 100, 200, 200], [2, 1, 2, 2]);

        var toned = new ColorJitter(new AugmentConfig()).Apply(images, tensor([2f, -1, 0, 1], [2, 2])); // twice the contrast, none

        toned.Values().ShouldBe([0, 15, 35, 55, 150, 150, 150, 150], 1e-3);
    }

    private static double[] Apply(AugmentConfig config, FilledImage image, ulong seed)
    {
        var augmentation = new ColorJitter(config);
        var numbers = new float[augmentation.ParameterCount];
        augmentation.Sample(new RandomStream(seed), numbers);
        return augmentation.Apply(image.ToTensor(), tensor(numbers, [1, numbers.Length])).Values();
    }
}
