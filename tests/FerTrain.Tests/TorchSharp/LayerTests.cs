using FerTrain.Core;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Tests.TorchSharpTests;

public sealed class LayerTests : IDisposable
{
    private readonly RandomStream _random = new Seeds(11).Stream("layers");
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(1, 1, 3, 1, 0, 1, 1)]
    [InlineData(3, 5, 3, 1, 1, 1, 1)]
    [InlineData(3, 5, 3, 2, 1, 1, 1)]
    [InlineData(3, 4, 1, 1, 0, 1, 1)]
    [InlineData(3, 4, 1, 2, 0, 1, 1)]
    [InlineData(4, 4, 1, 2, 1, 1, 2)]
    [InlineData(4, 6, 3, 1, 1, 1, 2)]
    [InlineData(6, 6, 3, 1, 1, 1, 6)]
    [InlineData(2, 3, 3, 1, 2, 2, 1)]
    [InlineData(2, 3, 5, 3, 2, 1, 1)]
    public void Conv2d_equals_the_naive_one(int channels, int filters, int kernel, int stride, int padding, int dilation, int groups)
    {
        foreach (var bias in new[] { true, false })
        {
            using var layer = Conv2d(channels, filters, kernel, stride, padding, dilation, groups: groups, bias: bias);
            var x = Tensors.RandomFloats(_random, 3, channels, 9, 8);

            layer.call(x).ShouldMatch(Naive.Conv2d(
                x.Map(), layer.weight.Map(), layer.bias?.Values(), new Naive.Window(kernel, stride, padding, dilation), groups));
        }
    }

    [Fact]
    public void Conv2d_takes_a_single_picture()
    {
        using var layer = Conv2d(2, 3, 3);
        var x = Tensors.RandomFloats(_random, 2, 5, 5);

        layer.call(x).Values().ShouldBe(layer.call(x.unsqueeze(0)).Values(), 1e-6);
    }

    [Fact]
    public void Conv2d_refuses_another_number_of_channels()
    {
        using var layer = Conv2d(2, 3, 3);

        Should.Throw<ArgumentException>(() => layer.call(zeros([1, 3, 5, 5])))
            .Message.ShouldBe("Expected 3D (unbatched) or 4D (batched) input with 2 channels to Conv2d.");
    }

    [Fact]
    public void BatchNorm2d_normalizes_and_averages_as_the_naive_one()
    {
        const double eps = 1e-3, momentum = 0.2;
        using var layer = BatchNorm2d(3, eps, momentum);
        _ = init.uniform_(layer.weight, 0.5, 2);
        _ = init.uniform_(layer.bias!, -1, 1);
        var (weight, bias) = (layer.weight.Values(), layer.bias!.Values());
        var running = Enumerable.Repeat((Mean: 0.0, Variance: 1.0), 3).ToArray();

        for (var step = 1; step <= 3; step++)
        {
            var x = Tensors.RandomFloats(_random, 4, 3, 2, 3) * 2 + 1;
            var moments = Naive.ChannelMoments(x.Map());
            layer.call(x).ShouldMatch(Naive.Normalize(x.Map(), moments, weight, bias, eps));

            const double unbiased = 24.0 / 23; // values of a channel
            running = [.. running.Zip(moments, (old, batch) =>
                ((1 - momentum) * old.Mean + momentum * batch.Mean, (1 - momentum) * old.Variance + momentum * batch.Variance * unbiased))];
            layer.running_mean!.Values().ShouldBe(running.Select(r => r.Mean), 1e-5);
            layer.running_var!.Values().ShouldBe(running.Select(r => r.Variance), 1e-5);
            layer.num_batches_tracked!.item<long>().ShouldBe(step);
        }

        layer.eval();
        var other = Tensors.RandomFloats(_random, 2, 3, 2, 2);
        layer.call(other).ShouldMatch(Naive.Normalize(other.Map(), running, weight, bias, eps));
        layer.num_batches_tracked!.item<long>().ShouldBe(3);
    }

    [Fact]
    public void BatchNorm2d_without_momentum_averages_all_batches()
    {
        using var layer = BatchNorm2d(1);
        layer.momentum = null;

        foreach (var value in new[] { 1.0, 2.0, 6.0 })
            _ = layer.call(ones([2, 1, 2, 2]) * value);

        layer.running_mean!.Values().ShouldBe([3.0], 1e-6);
    }

    [Fact]
    public void BatchNorm2d_refuses_another_rank()
    {
        using var layer = BatchNorm2d(3);

        Should.Throw<ArgumentException>(() => layer.call(zeros([2, 3]))).Message.ShouldBe("expected 4D input, but got 2D input.");
    }

    [Fact]
    public void Linear_equals_the_naive_one()
    {
        using var layer = Linear(4, 3);
        var x = Tensors.RandomFloats(_random, 5, 4);
        var (values, weight, bias) = (x.Values(), layer.weight.Values(), layer.bias!.Values());
        var expected = new double[5, 3];
        for (var n = 0; n < 5; n++)
            for (var o = 0; o < 3; o++)
                expected[n, o] = bias[o] + Enumerable.Range(0, 4).Sum(i => values[n * 4 + i] * weight[o * 4 + i]);

        layer.call(x).ShouldMatch(expected);
        using var unbiased = Linear(4, 3, hasBias: false);
        unbiased.bias.ShouldBeNull();
    }

    [Theory]
    [InlineData(2, 2, 0, false)]
    [InlineData(3, 2, 1, false)]
    [InlineData(3, 2, 0, true)]
    [InlineData(2, 3, 1, true)]
    [InlineData(3, 1, 1, false)]
    public void MaxPool2d_equals_the_naive_one(int kernel, int stride, int padding, bool ceiling)
    {
        foreach (var side in Enumerable.Range(3, 8))
        {
            var x = Tensors.RandomFloats(_random, 2, 2, side, side + 1);
            var expected = Naive.MaxPool(x.Map(), new Naive.Window(kernel, stride, padding), ceiling);

            MaxPool2d(kernel, stride, padding, ceil_mode: ceiling).call(x).ShouldMatch(expected, message: $"side {side}");
        }
    }

    [Theory]
    [InlineData(2, 2, 0, true)]
    [InlineData(3, 2, 1, true)]
    [InlineData(3, 2, 1, false)]
    public void AvgPool2d_equals_the_naive_one(int kernel, int stride, int padding, bool countPadding)
    {
        var x = Tensors.RandomFloats(_random, 2, 3, 7, 9);
        var expected = Naive.AveragePool(x.Map(), new Naive.Window(kernel, stride, padding), countPadding);

        AvgPool2d(kernel, stride, padding, count_include_pad: countPadding).call(x).ShouldMatch(expected);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void AdaptiveAvgPool2d_equals_the_naive_one(int size)
    {
        var x = Tensors.RandomFloats(_random, 2, 3, 5, 7);

        AdaptiveAvgPool2d(size).call(x).ShouldMatch(Naive.AdaptiveAveragePool(x.Map(), size));
    }

    [Fact]
    public void A_pool_steps_by_its_kernel_unless_told_otherwise() =>
        MaxPool2d(3).call(zeros([1, 1, 9, 9])).shape.ShouldBe([1, 1, 3, 3]);

    [Fact]
    public void ReLU_and_ELU_equal_the_naive_ones()
    {
        var x = Tensors.RandomFloats(_random, 50);
        var values = x.Values();

        ReLU().call(x).Values().ShouldBe(values.Select(v => Math.Max(v, 0)), 1e-6);
        ELU(0.5).call(x).Values().ShouldBe(values.Select(v => v > 0 ? v : 0.5 * (Math.Exp(v) - 1)), 1e-6);
        x.Values().ShouldBe(values);
    }

    [Fact]
    public void An_activation_in_place_changes_its_input()
    {
        var x = tensor(new[] { -1f, 2f });

        _ = ReLU(inplace: true).call(x);

        x.Values().ShouldBe([0.0, 2.0]);
    }

    [Fact]
    public void Dropout_zeroes_its_share_and_scales_the_rest_in_training_alone()
    {
        const double p = 0.3;
        using var layer = Dropout(p);
        var x = ones([20_000]);

        var dropped = layer.call(x).Values();
        var zero = dropped.Count(value => value == 0);
        dropped.Where(value => value != 0).ShouldAllBe(value => Math.Abs(value - 1 / (1 - p)) < 1e-6);
        ((double)zero / dropped.Length).ShouldBe(p, 0.02); // six standard deviations

        layer.eval();
        layer.call(x).Values().ShouldBe(x.Values());
    }

    [Fact]
    public void Flatten_keeps_the_batch_and_the_logical_order()
    {
        using var conv = Conv2d(1, 2, 1);
        var map = conv.call(Tensors.RandomFloats(_random, 3, 1, 2, 4));

        var flat = Flatten().call(map);

        flat.shape.ShouldBe([3, 16]);
        flat.Values().ShouldBe(map.Map().Cast<double>());
    }
}
