using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Tests.TorchSharpTests;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Tests.Augmentation;

[Collection(TorchCollection.Name)]
public sealed class PixelInputTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _pixels = tensor(new byte[] { 0, 51, 102, 255 }, [1, 1, 2, 2]);

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(PixelScale.Unit, new[] { 0, 0.2, 0.4, 1 })]
    [InlineData(PixelScale.Symmetric, new[] { -1, -0.6, -0.2, 1 })]
    public void Pixels_are_scaled(PixelScale scale, double[] expected)
    {
        var input = PixelInput.From(_pixels, Spec(2, scale));

        (input.dtype, input.shape.Length).ShouldBe((float32, 4));
        input.Values().ShouldBe(expected, 1e-6);
        _pixels.Values().ShouldBe([0.0, 51, 102, 255]);
    }

    [Fact]
    public void Faces_of_another_size_are_resized()
    {
        var input = PixelInput.From(_pixels, Spec(4, PixelScale.Unit));

        input.shape.ShouldBe([1, 1, 4, 4]);
        input[0, 0, 0].Values().ShouldBe([0, 0.05, 0.15, 0.2], 1e-6); // at -0.25, 0.25, 0.75 and 1.25 pixels
    }

    [Fact]
    public void Only_the_input_is_left_of_the_work()
    {
        using var scope = NewDisposeScope();

        _ = PixelInput.From(_pixels, Spec(4, PixelScale.Symmetric));

        scope.DisposablesCount.ShouldBe(1);
    }

    private static Preprocessing Spec(int size, PixelScale scale) => new(size, Channels: 1, scale, ["a", "b"]);
}
