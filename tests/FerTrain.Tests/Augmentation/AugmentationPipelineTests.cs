using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Tests.Augmentation;

[Collection(TestCollections.Libtorch)]
public sealed class AugmentationPipelineTests : IDisposable
{
    private const int Side = 10;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _pixels;

    public AugmentationPipelineTests()
    {
        var random = new Seeds(2).Stream("pixels");
        _pixels = tensor([.. Enumerable.Range(0, 3 * Side * Side).Select(_ => (byte)random.NextInt(256))], [3, 1, Side, Side]);
    }

    public void Dispose() => _scope.Dispose();

    public static TheoryData<AugmentConfig, int> Everything => new()
    {
        { new AugmentConfig(), 0 },
        { new AugmentConfig { HorizontalFlip = true, VerticalFlip = true }, 1 },
        { new AugmentConfig { Brightness = 0.1 }, 1 },
        { new AugmentConfig { RandomErasing = 0.1 }, 1 },
        { new AugmentConfig { Rotation = 10, HorizontalFlip = true, Contrast = 0.1, RandomErasing = 1, Fill = FillMode.Wrap }, 3 },
        { new AugmentConfig { RandomCrop = true, Fill = FillMode.Constant, Brightness = 1 }, 2 },
    };

    [Theory, MemberData(nameof(Everything))]
    public void Images_get_the_shape_of_the_models_input_and_no_other_tensor_is_left(AugmentConfig config, int tables)
    {
        using var outer = NewDisposeScope();
        var images = Augment(config, Spec(crop: 8, channels: 3), out var parameters);

        images.shape.ShouldBe([3, 3, 8, 8]);
        images.isfinite().all().item<bool>().ShouldBeTrue();
        parameters.ShouldBe(tables);
        outer.DisposablesCount.ShouldBe(1 + tables + 2); // and the two of the line above
    }

    [Fact]
    public void Without_augmentation_training_sees_what_evaluation_sees()
    {
        var spec = Spec(crop: 7, channels: 1);
        using var input = new Preprocessor(spec, CPU);

        Augment(new AugmentConfig(), spec, out _).Values().ShouldBe(input.From(_pixels).Values());
    }

    [Theory]
    [InlineData(0, true, 16)]
    [InlineData(9, true, 16)]
    [InlineData(9, false, 1)]
    public void Training_crops_whole_pixels_to_a_size_of_its_own(int evaluatedCrop, bool random, int positions)
    {
        var config = new AugmentConfig { Crop = Side - 3, RandomCrop = random };
        using var input = new Preprocessor(Spec(crop: 0, channels: 1), CPU);
        var face = input.From(_pixels)[0, 0];
        double[][] crops =
        [
            ..
            from top in Enumerable.Range(0, 4)
            from left in Enumerable.Range(0, 4)
            select face.slice(0, top, top + config.Crop, 1).slice(1, left, left + config.Crop, 1).Values(),
        ];

        var images = Enumerable.Range(1, 200).Select(epoch => Augment(config, Spec(evaluatedCrop, channels: 1), out _, seed: 1, epoch)[0, 0].Values());
        int[] places = [.. images.Select(image => Array.FindIndex(crops, crop => crop.Zip(image).All(pair => Math.Abs(pair.First - pair.Second) < 1e-4)))];

        places.ShouldAllBe(place => place >= 0);
        places.Distinct().Count().ShouldBe(positions);
    }

    [Fact]
    public void A_flip_alone_is_exact()
    {
        var spec = Spec(crop: 0, channels: 1);
        using var input = new Preprocessor(spec, CPU);
        var plain = input.From(_pixels);

        var mirrored = Augment(new AugmentConfig { HorizontalFlip = true }, spec, out _, seed: 3);

        for (var i = 0; i < 3; i++)
            new[] { plain[i], plain[i].flip(2) }.ShouldContain(image => image.Values().SequenceEqual(mirrored[i].Values()));
    }

    [Fact]
    public void A_seed_and_an_epoch_give_the_same_images_again_and_others_give_others()
    {
        var config = new AugmentConfig { Rotation = 30, Brightness = 0.3, RandomErasing = 0.5 };
        double[] Images(long seed, int epoch) => Augment(config, Spec(0, 1), out _, seed, epoch).Values();

        Images(1, 1).ShouldBe(Images(1, 1));
        Images(1, 2).ShouldNotBe(Images(1, 1));
        Images(2, 1).ShouldNotBe(Images(1, 1));
    }

    [Fact]
    public void Erased_pixels_have_the_fill_value_whatever_the_jitter()
    {
        var config = new AugmentConfig { RandomErasing = 1, FillValue = 51, Brightness = 1, Contrast = 1 };
        var images = Augment(config, Spec(0, 1), out _).Values();

        images.Count(value => Math.Abs(value - 0.2) < 1e-7).ShouldBeGreaterThan(3);
    }

    private static Preprocessing Spec(int crop, int channels) => new(Side, crop, channels, PixelScaling.Unit, ["a", "b"]);

    private Tensor Augment(AugmentConfig config, Preprocessing spec, out int tables, long seed = 1, int epoch = 1)
    {
        using var input = new Preprocessor(spec, CPU);
        var augmented = new AugmentationPipeline(config, spec, input);
        var parameters = augmented.Draw(3, index => new Seeds(seed).Stream("augment", epoch, index), CPU);
        tables = parameters.Length;
        return augmented.From(_pixels, parameters);
    }
}
