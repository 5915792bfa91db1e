using FerTrain.Export.Onnx;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Export.Onnx;

[Collection(TestCollections.Libtorch)]
public sealed class QuantizedKernelTests
{
    private const int Channels = 3, Size = 4;

    private static readonly Arbitrary<(float[] Weights, float[] Bias, float InputScale)> Kernels = (
        from exponent in Gen.Choose(-8, 4)
        from weights in Number(exponent).ArrayOf(Channels * Size)
        from bias in Number(0).ArrayOf(Channels)
        from inputScale in Gen.Choose(1, 1000)
        select (weights, bias, inputScale / 5000f)).ToArbitrary();

    [Fact]
    public void Weights_lie_within_seven_bits_and_half_a_step_of_what_they_stand_for() =>
        Prop.ForAll(Kernels, one =>
        {
            var kernel = new QuantizedKernel(one.Weights, one.Bias, Channels, one.InputScale);
            for (var i = 0; i < one.Weights.Length; i++)
            {
                var scale = kernel.Scales[i / Size];
                Math.Abs((int)kernel.Weights[i]).ShouldBeLessThanOrEqualTo(64);
                Math.Abs(kernel.Weights[i] * scale - one.Weights[i]).ShouldBeLessThanOrEqualTo(scale * 0.5001f);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_largest_weight_of_a_channel_takes_the_whole_range()
    {
        var kernel = new QuantizedKernel([0.5f, -1, 0.25f, 100, 0, 50], [], channels: 2, inputScale: 1);

        kernel.Weights.ShouldBe(new sbyte[] { 32, -64, 16, 64, 0, 32 });
        kernel.Scales.ShouldBe([1 / 64f, 100 / 64f]);
        kernel.Bias.ShouldBeEmpty();
    }

    [Fact]
    public void A_bias_has_the_scale_of_the_products_and_half_a_step_of_error() =>
        Prop.ForAll(Kernels, one =>
        {
            var kernel = new QuantizedKernel(one.Weights, one.Bias, Channels, one.InputScale);
            for (var channel = 0; channel < Channels; channel++)
            {
                kernel.BiasScales[channel].ShouldBe(kernel.Scales[channel] * one.InputScale);
                var error = Math.Abs((double)kernel.Bias[channel] * kernel.BiasScales[channel] - one.Bias[channel]);
                error.ShouldBeLessThanOrEqualTo(kernel.BiasScales[channel] * 0.5001 + 1e-6 * Math.Abs(one.Bias[channel]));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_bias_of_a_dead_channel_fits()
    {
        var kernel = new QuantizedKernel([0, 0, 1e-20f, 0], [3, -1e6f], channels: 2, inputScale: 1e-3f);

        kernel.Weights.ShouldAllBe(weight => weight == 0);
        for (var channel = 0; channel < 2; channel++)
            ((double)kernel.Bias[channel] * kernel.BiasScales[channel]).ShouldBe(channel == 0 ? 3 : -1e6, 1);
    }

    private static Gen<float> Number(int exponent) => Gen.Choose(-1000, 1000).Select(number => number / 1000f * MathF.Pow(2, exponent));
}
