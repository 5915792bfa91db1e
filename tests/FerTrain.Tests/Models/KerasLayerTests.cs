using FerTrain.Core;
using FerTrain.Models.Layers;
using FerTrain.Tests.Torch;
using FerTrain.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Tests.Models;

[Collection(TestCollections.Libtorch)]
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

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void Batch_normalisation_of_features_follows_the_biased_variance(int batch)
    {
        var x = Tensors.RandomFloats(new Seeds(5).Stream("norm"), batch, 3);
        using var layer = new DenseBatchNorm(3);
        var columns = Enumerable.Range(0, 3).Select(c => x.Values().Where((_, i) => i % 3 == c).ToArray()).ToArray();
        var means = columns.Select(values => values.Average()).ToArray();
        var variances = columns.Select((values, c) => values.Average(value => Math.Pow(value - means[c], 2))).ToArray();

        layer.call(x).Values().ShouldBe(x.Values().Select((value, i) => (value - means[i % 3]) / Math.Sqrt(variances[i % 3] + 1e-3)), 1e-4);
        layer.state_dict()["running_mean"].Values().ShouldBe(means.Select(mean => 0.01 * mean), 1e-6);
        layer.state_dict()["running_var"].Values().ShouldBe(variances.Select(variance => 0.99 + 0.01 * variance), 1e-6);

        layer.eval();
        var (mean, variance) = (layer.state_dict()["running_mean"].Values(), layer.state_dict()["running_var"].Values());
        layer.call(x).Values().ShouldBe(x.Values().Select((value, i) => (value - mean[i % 3]) / Math.Sqrt(variance[i % 3] + 1e-3)), 1e-5);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Batch_normalisation_of_bfloat16_features_computes_in_float32(bool training)
    {
        var rounded = Tensors.RandomFloats(new Seeds(5).Stream("norm"), 9, 3).Plus(8).to(ScalarType.BFloat16);
        DenseBatchNorm Layer()
        {
            var layer = new DenseBatchNorm(3);
            layer.train(training);
            return layer;
        }

        using var layer = Layer();
        using var exact = Layer();
        var output = layer.call(rounded);

        output.dtype.ShouldBe(float32);
        output.Values().ShouldBe(exact.call(rounded.to(float32)).Values());
        foreach (var (name, statistic) in exact.state_dict())
            layer.state_dict()[name].Values().ShouldBe(statistic.Values(), name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_strided_convolution_is_padded_as_Keras_pads_same(int kernel)
    {
        var random = new Seeds(3).Stream("conv");
        using var conv = new LayerStack(2, 9).HalvingConv(3, kernel).Build();
        var weight = conv.parameters().First().Map();
        for (var side = 1; side <= 12; side++)
        {
            var x = Tensors.RandomFloats(random, 2, 2, side, side);

            conv.call(x).ShouldMatch(KerasConv(x.Map(), weight), message: $"side {side}");
        }
    }

    [Fact]
    public void A_same_average_pool_does_not_count_the_padding()
    {
        var random = new Seeds(4).Stream("pool");
        using var pool = new LayerStack(2, 9).SameAveragePool().Build();
        for (var side = 1; side <= 12; side++)
        {
            var x = Tensors.RandomFloats(random, 1, 2, side, side);

            pool.call(x).ShouldMatch(KerasPool(x.Map(), kernel: 2, values => values.Average()), message: $"side {side}");
        }
    }

    [Theory]
    [InlineData(1, 48)]
    [InlineData(3, 49)]
    public void A_chain_knows_the_shape_of_what_its_layers_give(int channels, int side)
    {
        var stack = new LayerStack(channels, side).Conv(4, 2).MaxPool().HalvingConv(5, 5).AveragePool().SameConv(6, 3).SameAveragePool();
        var map = (stack.Channels, stack.Side);
        using var layers = stack.Flatten().Dense(9).BatchNorm().Build();
        var x = ones([2, channels, side, side]);

        foreach (var layer in layers.children().SkipLast(3))
            x = ((nn.Module<Tensor, Tensor>)layer).call(x);
        x.shape.ShouldBe([2, map.Channels, map.Side, map.Side]);
        layers.call(ones([2, channels, side, side])).shape.ShouldBe([2, 9]);
    }

    [Fact]
    public void He_normal_is_cut_at_two_deviations_and_has_the_variance_of_He_after_that()
    {
        using var layer = new LayerStack(64, 8).SameConv(128, 3).HeNormal().Build();
        var values = layer.parameters().First().Values();
        var deviation = Math.Sqrt(2.0 / (64 * 9));

        Math.Sqrt(values.Average(value => value * value)).ShouldBe(deviation, tolerance: deviation * 0.01);
        values.Average().ShouldBe(0, tolerance: deviation * 0.02);
        values.Max(Math.Abs).ShouldBeInRange(deviation * 2.2, deviation * 2 / 0.8796);
        layer.parameters().Last().Values().ShouldAllBe(bias => bias == 0);
    }

    [Fact]
    public void A_dense_layer_starts_Glorot_uniform_without_bias()
    {
        using var dense = KerasLayers.Dense(300, 200);
        var bound = Math.Sqrt(6.0 / 500);

        dense.weight.Values().Max(Math.Abs).ShouldBeInRange(bound * 0.99, bound * 1.0001);
        dense.bias!.Values().ShouldAllBe(bias => bias == 0);
    }

    private static double[,,,] KerasMaxPool(double[,,,] x) => KerasPool(x, kernel: 3, values => values.Max());

    private static double[,,,] KerasPool(double[,,,] x, int kernel, Func<IEnumerable<double>, double> reduce)
    {
        var (channels, side) = (x.GetLength(1), x.GetLength(2));
        var size = (side + 1) / 2;
        var result = new double[1, channels, size, size];
        for (var c = 0; c < channels; c++)
            for (var row = 0; row < size; row++)
                for (var column = 0; column < size; column++)
                    result[0, c, row, column] = reduce(
                        from y in Window(row, kernel, side) from z in Window(column, kernel, side) select x[0, c, y.Position, z.Position]);
        return result;
    }

    private static double[,,,] KerasConv(double[,,,] x, double[,,,] weight)
    {
        var (side, kernel) = (x.GetLength(2), weight.GetLength(2));
        var size = (side + 1) / 2;
        var result = new double[x.GetLength(0), weight.GetLength(0), size, size];
        for (var n = 0; n < x.GetLength(0); n++)
            for (var o = 0; o < weight.GetLength(0); o++)
                for (var row = 0; row < size; row++)
                    for (var column = 0; column < size; column++)
                        result[n, o, row, column] = (
                            from y in Window(row, kernel, side)
                            from z in Window(column, kernel, side)
                            from c in Enumerable.Range(0, x.GetLength(1))
                            select x[n, c, y.Position, z.Position] * weight[o, c, y.Tap, z.Tap]).Sum();
        return result;
    }

    /// <summary>Stride 2, half of the padding that the last window needs at the near side and the rest at the far one.</summary>
    private static IEnumerable<(int Position, int Tap)> Window(int output, int kernel, int side)
    {
        var near = Math.Max((((side + 1) / 2) - 1) * 2 + kernel - side, 0) / 2;
        return Enumerable.Range(0, kernel).Select(tap => (Position: output * 2 - near + tap, tap)).Where(t => t.Position >= 0 && t.Position < side);
    }
}
