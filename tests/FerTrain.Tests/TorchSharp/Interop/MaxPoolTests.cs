using FerTrain.Core;
using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace FerTrain.Tests.TorchSharpTests.Interop;

/// <summary>The provider's own max pooling over channels_last maps, held against libtorch's over contiguous ones.</summary>
public sealed class MaxPoolTests : IDisposable
{
    private const double Exact = 1e-9; // between whole numbers

    private static readonly Operator Reference = new("aten::max_pool2d");
    private static readonly long[] One = [1, 1];

    private readonly RandomStream _random = new Seeds(7).Stream("max pool");
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(2, 2, 0, false)]
    [InlineData(3, 2, 1, false)]
    [InlineData(3, 2, 0, true)]
    [InlineData(2, 3, 1, true)]
    [InlineData(3, 1, 1, false)]
    [InlineData(5, 2, 2, true)]
    public void Values_and_gradients_equal_libtorchs(int kernel, int stride, int padding, bool ceiling)
    {
        foreach (var (channels, side) in new[] { (1, 5), (3, 6), (16, 7), (21, 8), (32, 11) })
        {
            // Whole numbers meet often, so that it matters which of two equal ones gets the gradient.
            var x = Whole(3, channels, side, side + 1);
            Tensor Theirs(Tensor a) => Reference.Call(a, Side(kernel), Side(stride), Side(padding), One, ceiling);
            Tensor Ours(Tensor a) => F.max_pool2d(a, kernel, stride, padding, ceil_mode: ceiling);

            var dy = Whole(Theirs(x).shape);
            var (expected, expectedGradient) = Run(x, dy, Theirs);
            foreach (var type in new[] { float32, ScalarType.BFloat16 })
            {
                var (result, gradient) = Run(MemoryFormat.ChannelsLast(x.to(type)), dy.to(type), Ours);
                result.ShouldMatch(expected.Map(), Exact);
                gradient.ShouldMatch(expectedGradient.Map(), Exact);
            }
        }
    }

    [Fact]
    public void A_NaN_wins_and_so_does_minus_infinity_over_nothing()
    {
        var x = tensor(new[] { 1, float.NaN, 5, 2, float.NegativeInfinity, float.NegativeInfinity, 3, float.NegativeInfinity }, [1, 2, 2, 2]);
        var a = MemoryFormat.ChannelsLast(x).detach().requires_grad_();

        var y = F.max_pool2d(a, 2);
        y.sum().backward();

        y.Values().ShouldBe([double.NaN, 3.0]);
        a.grad!.Values().ShouldBe([0, 1, 0, 0, 0, 0, 1, 0.0]);
    }

    private static long[] Side(long length) => [length, length];

    private Tensor Whole(params long[] shape) => (Tensors.RandomFloats(_random, shape) * 2).to(int64).to(float32);

    private static (Tensor Result, Tensor Gradient) Run(Tensor x, Tensor dy, Func<Tensor, Tensor> function)
    {
        var a = x.detach().requires_grad_();
        var y = function(a);
        (y * dy).sum().backward();
        return (y, a.grad!);
    }
}
