using FerTrain.Core;
using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace FerTrain.Tests.TorchSharpTests.Interop;

/// <summary>The provider's own depthwise convolution over channels_last maps, held against libtorch's in float64.</summary>
public sealed class DepthwiseConvTests : IDisposable
{
    private static readonly Operator Reference = new("aten::conv2d");
    private static readonly long[] One = [1, 1];

    private readonly RandomStream _random = new Seeds(6).Stream("depthwise");
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    public static TheoryData<long[]> Shapes => new()
    {
        { [2, 5, 7, 6] },
        { [3, 16, 9, 9] },
        { [1, 96, 5, 1] },
        { [2, 7, 1, 3] },
        { [5, 8, 11, 10] },
        { [1, 2, 1, 1] },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Values_and_gradients_equal_libtorchs(long[] shape)
    {
        foreach (var type in new[] { float32, ScalarType.BFloat16 })
        {
            var x = Tensors.RandomFloats(_random, shape).to(type);
            var weight = Tensors.RandomFloats(_random, shape[1], 1, 3, 3);
            var dy = Tensors.RandomFloats(_random, shape).to(type);

            var ours = Run(x, weight, dy, (a, w) => F.conv2d(a, w, padding: One, groups: shape[1]));
            var theirs = Run(x.to(float64), weight.to(float64), dy.to(float64), (a, w) => Reference.Call(a, w, Argument.None, One, One, One, shape[1]));

            var rounding = type == float32 ? 1e-5 : 0.04; // values of up to ten, in 8 bits
            ours.Result.dtype.ShouldBe(type);
            ours.Result.ShouldMatch(theirs.Result.Map(), rounding);
            ours.Input.ShouldMatch(theirs.Input.Map(), rounding);
            ours.Weight.ShouldMatch(theirs.Weight.Map(), 1e-4);
        }
    }

    [Fact]
    public void A_NaN_reaches_its_neighbours_in_its_own_channel()
    {
        var x = zeros([1, 3, 5, 5]);
        _ = x[0, 1, 2, 2].copy_(tensor(new[] { float.NaN }).sum());

        var y = F.conv2d(x, ones([3, 1, 3, 3]), padding: One, groups: 3).Map();

        foreach (var (c, row, column) in from c in Enumerable.Range(0, 3) from r in Enumerable.Range(0, 5) from k in Enumerable.Range(0, 5) select (c, r, k))
            double.IsNaN(y[0, c, row, column]).ShouldBe(c == 1 && row is >= 1 and <= 3 && column is >= 1 and <= 3);
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        var (x, weight, dy) = (Tensors.RandomFloats(_random, 7, 8, 9, 9), Tensors.RandomFloats(_random, 8, 1, 3, 3), Tensors.RandomFloats(_random, 7, 8, 9, 9));
        var threads = get_num_threads();
        try
        {
            set_num_threads(1);
            var single = Run(x, weight, dy, (a, w) => F.conv2d(a, w, padding: One, groups: 8));
            set_num_threads(3);
            var several = Run(x, weight, dy, (a, w) => F.conv2d(a, w, padding: One, groups: 8));
            several.Result.Values().ShouldBe(single.Result.Values());
            several.Input.Values().ShouldBe(single.Input.Values());
            several.Weight.Values().ShouldBe(single.Weight.Values());
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private static (Tensor Result, Tensor Input, Tensor Weight) Run(Tensor x, Tensor weight, Tensor dy, Func<Tensor, Tensor, Tensor> function)
    {
        var (a, w) = (x.detach().requires_grad_(), weight.detach().requires_grad_());
        var y = function(a, w);
        (y * dy).sum().backward();
        return (y, a.grad!.clone(), w.grad!.clone());
    }
}
