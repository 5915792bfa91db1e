using FerTrain.Torch;
using FerTrain.Torch.Loops;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Tests.Torch.Loops;

/// <summary>Compares each loop with libtorch's operator in float64.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class LoopTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public LoopTests() => _ = manual_seed(5);

    public void Dispose() => _scope.Dispose();

    /// <summary>Lists channels that fill a vector or do not, and maps whose last block or row is incomplete.</summary>
    public static TheoryData<int, int, int, int> Shapes => new()
    {
        { 2, 1, 5, 5 },
        { 3, 3, 4, 6 },
        { 2, 7, 9, 5 },
        { 5, 8, 11, 11 },
        { 2, 16, 46, 44 },
        { 1, 20, 7, 7 },
        { 3, 64, 6, 6 },
        { 2, 130, 3, 3 },
        { 2, 8, 60, 60 },
        { 3, 64, 8, 8 },
        { 3, 32, 15, 15 },
    };

    [Theory, MemberData(nameof(Shapes))]
    public void BatchNorm_normalizes_as_libtorch_does_and_so_does_its_gradient(int count, int channels, int height, int width)
    {
        foreach (var relu in new[] { true, false })
        {
            foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
            {
                using var own = BatchNorm2d(channels, eps: 1e-3, momentum: 0.01);
                using var reference = BatchNorm2d(channels, eps: 1e-3, momentum: 0.01, dtype: ScalarType.Float64);
                using (no_grad())
                {
                    _ = own.weight.uniform_(0.5, 1.5);
                    _ = own.bias!.uniform_(-1, 1);
                    _ = reference.load_state_dict(own.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value));
                }

                var maps = Random(type, count, channels, height, width, mean: 3);
                var (y, gradients) = Run(x => BatchNormReluLoop.Apply(x, own, relu), maps, own.weight, own.bias!);
                var (expected, expectedGradients) = Run(
                    x => relu ? functional.relu(reference.call(x)) : reference.call(x), maps.to(float64), reference.weight, reference.bias!);

                var tolerance = type == ScalarType.Float32 ? 1e-4 : 0.1;
                ShouldMatch(y, expected, tolerance);
                foreach (var (gradient, other) in gradients.Zip(expectedGradients))
                    ShouldMatch(gradient, other, tolerance);
                foreach (var (name, statistic) in own.state_dict())
                    ShouldMatch(statistic, reference.state_dict()[name], tolerance, name);
            }
        }
    }

    [Theory, MemberData(nameof(Shapes))]
    public void A_depthwise_convolution_and_its_gradients_are_those_of_libtorch(int count, int channels, int height, int width)
    {
        var kernel = new TorchSharp.Modules.Parameter(ChannelsLast.Copy(randn(channels, 1, 3, 3)));
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            kernel.grad = null;
            var maps = Random(type, count, channels, height, width);
            var (y, gradients) = Run(x => DepthwiseLoop.Apply(x, kernel), maps, kernel);
            var wide = kernel.detach().to(float64).requires_grad_();
            var (expected, expectedGradients) = Run(x => functional.conv2d(x, wide, padding: [1, 1], groups: channels), maps.to(float64), wide);

            var tolerance = type == ScalarType.Float32 ? 1e-4 : 0.1;
            ShouldMatch(y, expected, tolerance);
            foreach (var (gradient, other) in gradients.Zip(expectedGradients))
                ShouldMatch(gradient, other, tolerance);
        }
    }

    [Theory]
    [InlineData(2, 32, 32, 4, 4)]
    [InlineData(3, 32, 64, 9, 7)] // tiles that reach out
    [InlineData(2, 96, 32, 12, 10)]
    [InlineData(1, 64, 64, 48, 48)]
    [InlineData(70, 32, 32, 8, 8)] // two groups of images, of unequal sizes
    public void A_3x3_convolution_and_its_gradients_are_those_of_libtorch(int count, int inputs, int outputs, int height, int width)
    {
        foreach (var (padding, bias) in new[] { (1, true), (1, false), (0, true) })
        {
            using var own = Conv2d(inputs, outputs, 3, padding: padding, bias: bias);
            using var reference = Conv2d(inputs, outputs, 3, padding: padding, bias: bias, dtype: ScalarType.Float64);
            _ = reference.load_state_dict(own.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value));
            var maps = Random(ScalarType.Float32, count, inputs, height, width);
            var (y, gradients) = Run(x => WinogradLoop.Apply(x, own), maps, [.. own.parameters()]);
            var (expected, expectedGradients) = Run(x => reference.call(x), maps.to(float64), [.. reference.parameters()]);

            foreach (var (result, other) in gradients.Prepend(y).Zip(expectedGradients.Prepend(expected)))
                ShouldMatch(result / other.abs().max(), other / other.abs().max(), 1e-4);
        }
    }

    [Fact]
    public void Of_a_3x3_convolution_maps_and_kernels_get_the_same_gradient_where_the_other_needs_none()
    {
        using var layer = Conv2d(32, 32, 3, padding: 1);
        var maps = Random(ScalarType.Float32, 2, 32, 8, 8);
        var (y, gradients) = Run(x => WinogradLoop.Apply(x, layer), maps, layer.weight);

        layer.weight.grad = null;
        WinogradLoop.Apply(maps, layer).backward([ones_like(y)]);
        var ofKernels = layer.weight.grad!;
        layer.weight.requires_grad = false;
        var (_, ofMaps) = Run(x => WinogradLoop.Apply(x, layer), maps);

        ofMaps[0].Values().ShouldBe(gradients[0].Values());
        layer.weight.requires_grad = true;
        layer.weight.grad = null;
        WinogradLoop.Apply(maps.detach().requires_grad_(), layer).backward([ones_like(y)]);
        ofKernels.Values().ShouldBe(layer.weight.grad!.Values());
    }

    [Theory, MemberData(nameof(Shapes))]
    public void A_max_pool_and_its_gradient_are_those_of_libtorch(int count, int channels, int height, int width)
    {
        foreach (var (kernel, stride, padding, ceil) in new[] { (2, 2, 0, false), (3, 2, 0, true), (3, 2, 1, false), (3, 1, 1, false) })
        {
            foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
            {
                var maps = Random(type, count, channels, height, width);
                var (y, gradients) = Run(x => MaxPoolLoop.Apply(x, kernel, stride, padding, ceil), maps);
                var (expected, expectedGradients) = Run(
                    x => functional.max_pool2d(x, kernel, stride, padding, ceil_mode: ceil), maps.to(float64));

                ShouldMatch(y, expected, 0);
                ShouldMatch(gradients[0], expectedGradients[0], type == ScalarType.Float32 ? 1e-6 : 0.05);
            }
        }
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Subsampled_pixels_and_their_gradient_are_those_of_libtorch(int count, int channels, int height, int width)
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            var maps = Random(type, count, channels, height, width);
            var (y, gradients) = Run(x => SubsampleLoop.Apply(x, 2), maps);
            var (expected, expectedGradients) = Run(x => x.slice(2, 0, height, 2).slice(3, 0, width, 2), maps);

            ShouldMatch(y, expected, 0);
            ShouldMatch(gradients[0], expectedGradients[0], 0);
        }
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Dropout_keeps_the_right_fraction_scales_it_and_masks_the_gradient_alike(int count, int channels, int height, int width)
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            var maps = Random(type, count, channels, height, width).abs().Plus(1);
            var (y, gradients) = Run(x => DropoutLoop.Apply(x, 0.25), maps.to(type));

            var (kept, total) = (y.to(ScalarType.Bool), (double)maps.numel());
            var fraction = kept.sum().item<long>() / total;
            fraction.ShouldBe(0.75, 5 * Math.Sqrt(0.25 * 0.75 / total));
            ShouldMatch(y, (maps.to(float64) * kept).Over(0.75), type == ScalarType.Float32 ? 1e-5 : 0.05);
            gradients[0].to(ScalarType.Bool).Values().ShouldBe(kept.Values());
        }
    }

    [Fact]
    public void A_mask_of_dropout_comes_from_the_generator_that_a_checkpoint_holds()
    {
        var maps = ChannelsLast.Copy(ones(2, 16, 40, 40));
        using var state = get_rng_state();
        var first = DropoutLoop.Apply(maps, 0.5);
        var second = DropoutLoop.Apply(maps, 0.5);
        set_rng_state(state);

        DropoutLoop.Apply(maps, 0.5).Values().ShouldBe(first.Values());
        second.Values().ShouldNotBe(first.Values());
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        var threads = get_num_threads();
        try
        {
            double[] Results(int count)
            {
                set_num_threads(count);
                _ = manual_seed(1);
                using var norm = BatchNorm2d(8);
                var kernel = new TorchSharp.Modules.Parameter(ChannelsLast.Copy(randn(8, 1, 3, 3)));
                var (y, gradients) = Run(
                    x => DropoutLoop.Apply(MaxPoolLoop.Apply(DepthwiseLoop.Apply(BatchNormReluLoop.Apply(x, norm, relu: true), kernel), 2, 2, 0, false), 0.3),
                    Random(ScalarType.Float32, 7, 8, 44, 44), kernel, norm.weight);
                using var convolution = Conv2d(32, 64, 3, padding: 1);
                var (z, others) = Run(x => WinogradLoop.Apply(x, convolution), Random(ScalarType.Float32, 9, 32, 20, 20), convolution.weight);
                return [.. y.Values(), .. z.Values(), .. gradients.Concat(others).SelectMany(gradient => gradient.Values())];
            }

            Results(3).ShouldBe(Results(1));
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Fact]
    public void A_NaN_stays_one()
    {
        var maps = ChannelsLast.Copy(zeros(1, 19, 4, 4)); // 16 channels in a vector, and 3 one by one
        foreach (var channel in (int[])[3, 17])
        {
            foreach (var (row, column) in ((int, int)[])[(0, 0), (0, 1), (1, 0), (1, 1)])
            {
                var broken = maps.clone();
                broken[0, channel, row, column] = float.NaN;
                MaxPoolLoop.Apply(broken, 2, 2, 0, false)[0, channel, 0, 0].isnan().item<bool>().ShouldBeTrue();
                MaxPoolLoop.Apply(broken.to(bfloat16), 2, 2, 0, false)[0, channel, 0, 0].isnan().item<bool>().ShouldBeTrue();
            }
        }

        maps = ChannelsLast.Copy(zeros(1, 16, 4, 4));
        maps[0, 3, 1, 1] = float.NaN;
        using var norm = BatchNorm2d(16);
        BatchNormReluLoop.Apply(maps, norm, relu: true)[0, 3].isnan().all().item<bool>().ShouldBeTrue();
    }

    private static Tensor Random(ScalarType type, int count, int channels, int height, int width, double mean = 0) =>
        ChannelsLast.Copy(randn(count, channels, height, width).Plus(mean).to(type));

    /// <summary>Returns the result, and the gradients of the maps and parameters for a fixed random gradient of the result.</summary>
    private static (Tensor Result, Tensor[] Gradients) Run(Func<Tensor, Tensor> function, Tensor maps, params Tensor[] parameters)
    {
        var x = maps.detach().requires_grad_();
        var y = function(x);
        using var generator = new Generator(9, CPU);
        var gradient = randn(y.shape, generator: generator).to(bfloat16).to(y.dtype); // the same in every type
        y.backward([gradient]);
        return (y, [x.grad!, .. parameters.Select(parameter => parameter.grad!)]);
    }

    private static void ShouldMatch(Tensor actual, Tensor expected, double tolerance, string? message = null)
    {
        actual.shape.ShouldBe(expected.shape, message);
        var difference = (actual.to(float64) - expected.to(float64)).abs() / expected.to(float64).abs().Plus(1);
        difference.max().item<double>().ShouldBeLessThanOrEqualTo(tolerance, message);
    }
}

[Collection(TestCollections.Libtorch)]
public sealed class LoopFitTests
{
    [Fact]
    public void Loops_take_maps_of_float32_and_bfloat16_in_channels_last()
    {
        using var scope = NewDisposeScope();
        var maps = randn(2, 3, 4, 5);

        Maps.Fit(ChannelsLast.Copy(maps)).ShouldBeTrue();
        Maps.Fit(ChannelsLast.Copy(maps.to(bfloat16))).ShouldBeTrue();
        Maps.Fit(maps).ShouldBeFalse();
        Maps.Fit(ChannelsLast.Copy(maps.to(float64))).ShouldBeFalse();
        Maps.Fit(ChannelsLast.Copy(maps).slice(3, 0, 4, 1)).ShouldBeFalse();
        Maps.Fit(maps.flatten(1)).ShouldBeFalse();
        Maps.Fit(ChannelsLast.Copy(maps).slice(0, 0, 0, 1)).ShouldBeFalse();
    }

    [Fact]
    public void A_3x3_convolution_is_taken_where_its_channels_fill_the_registers_and_its_maps_the_tiles()
    {
        using var scope = NewDisposeScope();
        using var layer = Conv2d(32, 64, 3, padding: 1);

        WinogradLoop.Fits(Maps(8, 8), layer).ShouldBe(PanelMatrix.IsFast);
        WinogradLoop.Fits(Maps(6, 6), layer).ShouldBeFalse();
        WinogradLoop.Fits(Maps(9, 9), layer).ShouldBeFalse();
        WinogradLoop.Fits(Maps(10, 10), Conv2d(32, 64, 3)).ShouldBe(WinogradLoop.Fits(Maps(8, 8), layer));
        WinogradLoop.Fits(Maps(8, 8), Conv2d(32, 64, 3)).ShouldBeFalse();
        WinogradLoop.Fits(Maps(8, 8).to(bfloat16), layer).ShouldBeFalse();
        foreach (var other in new[] { Conv2d(32, 64, 3, stride: 2, padding: 1), Conv2d(32, 48, 3, padding: 1), Conv2d(32, 32, 3, padding: 1, groups: 32), Conv2d(32, 64, 5, padding: 2), Conv2d(32, 64, 3, padding: 1, dilation: 2) })
            WinogradLoop.Fits(Maps(8, 8), other).ShouldBeFalse();

        static Tensor Maps(int height, int width) => ChannelsLast.Copy(randn(2, 32, height, width));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Channels_last_keeps_the_values(int channels)
    {
        using var scope = NewDisposeScope();
        var maps = randn(2, channels, 3, 3);

        ChannelsLast.Copy(maps).Values().ShouldBe(maps.Values());
        ChannelsLast.Copy(maps).stride().ShouldBe([9L * channels, 1, 3L * channels, channels]);
    }
}
