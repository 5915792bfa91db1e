using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace FerTrain.Tests.TorchSharpTests;

public sealed class SelectionTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _numbers = tensor(new[] { -2.5, -1, 0, 1, 2.5, 4 }, [2, 3]);

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Elements_change_places()
    {
        _numbers.flip(1).Values().ShouldBe([0, -1, -2.5, 4, 2.5, 1]);
        _numbers.flip(0, 1).Values().ShouldBe([4, 2.5, 1, 0, -1, -2.5]);
        _numbers.roll(1, 1).Values().ShouldBe([0, -2.5, -1, 4, 1, 2.5]);
        _numbers.roll(-1, 0).Values().ShouldBe([1, 2.5, 4, -2.5, -1, 0]);
        _numbers.roll(2).Values().ShouldBe([2.5, 4, -2.5, -1, 0, 1]);
    }

    [Fact]
    public void Elements_are_compared_and_chosen()
    {
        var zero = zeros([], float64);
        var (below, above) = (_numbers.lt(zero), _numbers.gt(zero + 2));

        below.data<bool>().ToArray().ShouldBe([true, true, false, false, false, false]);
        above.data<bool>().ToArray().ShouldBe([false, false, false, false, true, true]);
        below.logical_and(above.flip(0, 1)).data<bool>().ToArray().ShouldBe([true, true, false, false, false, false]);
        _numbers.where(below, zero).Values().ShouldBe([-2.5, -1, 0, 0, 0, 0]);
        _numbers.masked_fill(above, 9).Values().ShouldBe([-2.5, -1, 0, 1, 9, 9]);
        Should.Throw<ArgumentException>(() => _numbers.where(zero, zero)).Message.ShouldContain("boolean");
    }

    [Fact]
    public void Numbers_are_brought_into_a_range()
    {
        _numbers.clamp(-1, 2).Values().ShouldBe([-1, -1, 0, 1, 2, 2]);
        _numbers.clamp(max: 0).Values().ShouldBe([-2.5, -1, 0, 0, 0, 0]);
        _numbers.remainder(2).Values().ShouldBe([1.5, 1, 0, 1, 0.5, 0]); // of the divisor's sign
        linspace(-0.5, 1, 4, float64).Values().ShouldBe([-0.5, 0, 0.5, 1], 1e-12);
        linspace(0, 1, 2).dtype.ShouldBe(float32);
        var divided = _numbers.clone();
        _ = divided.div_(_numbers.abs() + 1);
        divided[1].Values().ShouldBe([0.5, 2.5 / 3.5, 0.8], 1e-12);
    }

    [Fact]
    public void A_picture_is_padded_from_its_last_dimension_on()
    {
        var picture = tensor(new[] { 1.0, 2, 3, 4 }, [1, 1, 2, 2]);

        F.pad(picture, (1, 0, 0, 1)).Values().ShouldBe([0, 1, 2, 0, 3, 4, 0, 0, 0]);
        F.pad(picture, (0, 1, 0, 1), PaddingModes.Circular).Values().ShouldBe([1, 2, 1, 3, 4, 3, 1, 2, 1]);
        F.pad(picture, (0, 1, 0, 0), value: 7).Values().ShouldBe([1, 2, 7, 3, 4, 7]);
    }

    [Fact]
    public void A_class_number_becomes_a_row_with_a_one()
    {
        F.one_hot(tensor([2L, 0]), 3).data<long>().ToArray().ShouldBe([0, 0, 1, 1, 0, 0]);
        Should.Throw<ArgumentException>(() => F.one_hot(_numbers, 3)).Message.ShouldContain("Int64");
    }
}
