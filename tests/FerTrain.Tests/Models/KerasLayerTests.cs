using FerTrain.Core;
using FerTrain.Models.Layers;
using FerTrain.Tests.TorchSharpTests;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Tests.Models;

public sealed class KerasLayerTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_max_pool_is_padded_as_Keras_pads_same()
    {
        var random = new Seeds(2).Stream("pool");
        using var pool = new SameMaxPool2d();
        for (var side = 1; side <= 50; side++)
        {
            var x = Tensors.RandomFloats(random, 1, 2, side, side);

            pool.call(x).ShouldMatch(KerasMaxPool(x.Map()), message: $"side {side}");
        }
    }

    [Theory]
    [InlineData(1, 8, 3, 1)]
    [InlineData(128, 7, 3, 1)]
    [InlineData(64, 128, 1, 1)]
    [InlineData(64, 64, 3, 64)]
    public void A_kernel_starts_Glorot_uniform(int inChannels, int outChannels, int kernel, int groups)
    {
        // Keras counts a depthwise kernel h×w×in×1 as in·h·w inputs and h·w outputs.
        var (inputs, outputs) = groups == 1 ? (inChannels, outChannels) : (inChannels, 1);
        var bound = Math.Sqrt(6.0 / ((inputs + outputs) * kernel * kernel));
        using var conv = KerasLayers.ConvWithoutBias(inChannels, outChannels, kernel, groups: groups);
        var values = conv.weight.Values();

        values.ShouldAllBe(value => Math.Abs(value) <= bound * 1.0001);
        values.Max(Math.Abs).ShouldBeGreaterThan(bound * 0.8);
        conv.bias.ShouldBeNull();
    }

    [Fact]
    public void A_same_convolution_keeps_the_side_and_starts_without_bias()
    {
        using var conv = KerasLayers.SameConv(2, 3, kernel: 3);

        conv.call(ones([1, 2, 6, 6])).shape.ShouldBe([1, 3, 6, 6]);
        conv.bias!.Values().ShouldBe([0.0, 0, 0]);
    }

    [Fact]
    public void Batch_normalisation_has_the_constants_of_Keras()
    {
        using var layer = KerasLayers.BatchNorm(4);

        (layer.eps, layer.momentum).ShouldBe((1e-3, 0.01));
    }

    /// <summary>3x3, stride 2, half of the padding that the last window needs at the near side and the rest at the far one.</summary>
    private static double[,,,] KerasMaxPool(double[,,,] x)
    {
        var (channels, side) = (x.GetLength(1), x.GetLength(2));
        var size = (side + 1) / 2;
        var near = Math.Max((size - 1) * 2 + 3 - side, 0) / 2;
        var result = new double[1, channels, size, size];
        for (var c = 0; c < channels; c++)
            for (var row = 0; row < size; row++)
                for (var column = 0; column < size; column++)
                    result[0, c, row, column] = (from y in Inside(row) from z in Inside(column) select x[0, c, y, z]).Max();
        return result;

        IEnumerable<int> Inside(int output) => Enumerable.Range(output * 2 - near, 3).Where(position => position >= 0 && position < side);
    }
}
