using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Tests.Augmentation;

[Collection(TestCollections.Libtorch)]
public sealed class PreprocessorTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _pixels = tensor(new byte[] { 0, 51, 102, 255 }, [1, 1, 2, 2]);

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(PixelScale.Unit, new[] { 0, 0.2, 0.4, 1 })]
    [InlineData(PixelScale.Symmetric, new[] { -1, -0.6, -0.2, 1 })]
    public void Pixels_are_scaled(PixelScale scale, double[] expected)
    {
        var input = From(new Preprocessing(2, 0, 1, scale == PixelScale.Unit ? PixelScaling.Unit : PixelScaling.Symmetric, ["a"]));

        (input.dtype, input.shape.Length).ShouldBe((float32, 4));
        input.Values().ShouldBe(expected, 1e-6);
        _pixels.Values().ShouldBe([0.0, 51, 102, 255]);
    }

    [Fact]
    public void Each_pixel_can_have_its_own_scale()
    {
        var scaling = new PixelScaling(PixelScale.PerPixelMinmax, [0, 1, 2, 55], [10, 50, 100, 200]);

        From(new Preprocessing(2, 0, 1, scaling, ["a"])).Values().ShouldBe([0.0, 1, 1, 1], 1e-6);
    }

    [Fact]
    public void Faces_of_another_size_are_resized()
    {
        var input = From(new Preprocessing(4, 0, 1, PixelScaling.Unit, ["a"]));

        input.shape.ShouldBe([1, 1, 4, 4]);
        input[0, 0, 0].Values().ShouldBe([0, 0.05, 0.15, 0.2], 1e-6); // at -0.25, 0.25, 0.75 and 1.25 pixels
    }

    [Fact]
    public void The_centre_is_cropped_and_grey_repeated_where_the_model_asks_for_it()
    {
        var whole = From(new Preprocessing(4, 0, 1, PixelScaling.Unit, ["a"]));
        var input = From(new Preprocessing(4, 2, 3, PixelScaling.Unit, ["a"]));

        input.shape.ShouldBe([1, 3, 2, 2]);
        for (var channel = 0; channel < 3; channel++)
            input[0, channel].Values().ShouldBe(whole[0, 0, TensorIndex.Slice(1, 3), TensorIndex.Slice(1, 3)].Values());
    }

    [Fact]
    public void Only_the_input_is_left_of_the_work()
    {
        using var outer = NewDisposeScope();
        using var input = new Preprocessor(new Preprocessing(4, 2, 3, PixelScaling.Symmetric, ["a"]), CPU);

        _ = input.From(_pixels);

        outer.DisposablesCount.ShouldBe(1);
    }

    private Tensor From(Preprocessing spec)
    {
        using var input = new Preprocessor(spec, CPU);
        return input.From(_pixels);
    }
}
