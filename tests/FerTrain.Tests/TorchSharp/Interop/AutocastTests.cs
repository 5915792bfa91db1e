using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Tests.TorchSharpTests.Interop;

public sealed class AutocastTests
{
    [Fact]
    public void Convolutions_and_products_are_bfloat16_inside_and_float32_outside()
    {
        using var scope = NewDisposeScope();
        using var conv = Conv2d(2, 3, 3);
        using var linear = Linear(4, 5);
        var (map, rows) = (randn([2, 2, 5, 5]), randn([3, 4]));

        using (new Autocast(DeviceType.CPU))
        {
            conv.call(map).dtype.ShouldBe(ScalarType.BFloat16);
            linear.call(rows).dtype.ShouldBe(ScalarType.BFloat16);
        }

        conv.call(map).dtype.ShouldBe(float32);
        linear.call(rows).dtype.ShouldBe(float32);
    }

    [Fact]
    public void BatchNorm_keeps_its_statistics_and_gradients_in_float32()
    {
        using var scope = NewDisposeScope();
        using var conv = Conv2d(2, 3, 3);
        using var norm = BatchNorm2d(3);
        using (new Autocast(DeviceType.CPU))
        {
            var result = norm.call(conv.call(randn([4, 2, 5, 5])));
            result.dtype.ShouldBe(ScalarType.BFloat16);
            result.square().sum().to(float32).backward();
        }

        norm.running_mean!.dtype.ShouldBe(float32);
        norm.weight.grad!.dtype.ShouldBe(float32);
        conv.weight.grad!.dtype.ShouldBe(float32);
    }

    [Fact]
    public void Weights_that_changed_are_cast_anew()
    {
        using var scope = NewDisposeScope();
        using var linear = Linear(2, 1, hasBias: false);
        foreach (var value in new[] { 1.0, 3.0 })
        {
            _ = init.uniform_(linear.weight, value, value);
            using var autocast = new Autocast(DeviceType.CPU);
            linear.call(ones([1, 2])).to(float32).Values().ShouldBe([2 * value]);
        }
    }
}
