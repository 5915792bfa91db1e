using FerTrain.Core;
using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace FerTrain.Tests.TorchSharpTests.Interop;

/// <summary>The provider's own BatchNorm over channels_last maps, held against libtorch's in float64.</summary>
public sealed class BatchNormTests : IDisposable
{
    private const double Eps = 1e-3, Momentum = 0.3;

    private static readonly Operator Reference = new("aten::batch_norm");

    private readonly RandomStream _random = new Seeds(5).Stream("batch norm");
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    public static TheoryData<long[], bool> Shapes => new()
    {
        { [3, 5, 7, 6], false },
        { [2, 16, 9, 9], true },
        { [4, 96, 5, 5], true },
        { [1, 7, 3, 3], false },
        { [1, 1, 2, 5], true },
        { [9, 8, 46, 45], false }, // several chunks and a rest
        { [9, 8, 46, 45], true },
        { [2, 2, 1, 1], true },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Values_gradients_and_running_statistics_equal_libtorchs(long[] shape, bool relu)
    {
        foreach (var type in new[] { float32, ScalarType.BFloat16 })
        {
            var sample = new Sample(_random, shape, type);
            var (ours, theirs) = (sample.Ours(relu), sample.Theirs(relu));

            // bfloat16 rounds the results to 8 bits; the statistics and the parameters' gradients are not rounded.
            var rounding = type == float32 ? 2e-5 : 0.01;
            ours.Result.dtype.ShouldBe(type);
            ShouldBeNear(ours.Result, theirs.Result, rounding, "result");
            ShouldBeNear(ours.Input, theirs.Input, rounding, "input's gradient");
            ShouldBeNear(ours.Weight, theirs.Weight, 2e-5, "weight's gradient");
            ShouldBeNear(ours.Bias, theirs.Bias, 2e-5, "bias's gradient");
            ShouldBeNear(ours.Mean, theirs.Mean, 1e-5, "running mean");
            ShouldBeNear(ours.Variance, theirs.Variance, 1e-5, "running variance");
        }
    }

    [Fact]
    public void A_narrow_channel_far_from_zero_keeps_its_variance()
    {
        var x = ChannelsLast(Tensors.RandomFloats(_random, 4, 3, 8, 8) * 1e-2 + 100);

        F.batch_norm(x, null, null, ones([3]), zeros([3]), training: true, eps: 0)
            .ShouldMatch(Reference.Call(x.to(float64), Argument.None, Argument.None, Argument.None, Argument.None, true, 0.1, 0.0, true).Map(), 1e-3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_NaN_reaches_its_whole_channel_and_no_other(bool relu)
    {
        var x = Tensors.RandomFloats(_random, 2, 3, 4, 4);
        _ = x[TensorIndex.Single(1), TensorIndex.Single(1), TensorIndex.Single(2), TensorIndex.Single(3)].copy_(tensor(new[] { float.NaN }).sum());

        var (mean, variance) = (zeros([3]), ones([3]));
        var y = relu
            ? F.BatchNormRelu(ChannelsLast(x), mean, variance, ones([3]), zeros([3]), true, 0.1, Eps)
            : F.batch_norm(ChannelsLast(x), mean, variance, ones([3]), zeros([3]), true, 0.1, Eps);

        y.sum([0, 2, 3]).Values().Select(double.IsNaN).ShouldBe([false, true, false]);
        mean.Values().Select(double.IsNaN).ShouldBe([false, true, false]);
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        var sample = new Sample(_random, [9, 8, 46, 45], float32);
        var threads = get_num_threads();
        try
        {
            set_num_threads(1);
            var single = sample.Ours(relu: true);
            set_num_threads(3);
            var several = sample.Ours(relu: true);
            several.Result.Values().ShouldBe(single.Result.Values());
            several.Input.Values().ShouldBe(single.Input.Values());
            several.Weight.Values().ShouldBe(single.Weight.Values());
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_ReLU_behind_it_in_a_sequence_changes_nothing_but_the_speed(bool training)
    {
        using var conv = Conv2d(2, 5, 3);
        using var norm = BatchNorm2d(5);
        using var sequence = Sequential(norm, ReLU());
        sequence.train(training);
        var x = conv.call(Tensors.RandomFloats(_random, 3, 2, 7, 7));

        var together = sequence.call(x).Values();

        together.ShouldBe(ReLU().call(norm.call(x)).Values(), 1e-6);
        norm.num_batches_tracked!.item<long>().ShouldBe(training ? 2 : 0);
    }

    private static Tensor ChannelsLast(Tensor maps) => MemoryFormat.ChannelsLast(maps);

    private static void ShouldBeNear(Tensor actual, Tensor expected, double tolerance, string what)
    {
        var largest = expected.abs().max().to(float64).item<double>();
        actual.Values().ShouldBe(expected.Values(), tolerance * Math.Max(largest, 1), what);
    }

    private sealed record Outcome(Tensor Result, Tensor Input, Tensor Weight, Tensor Bias, Tensor Mean, Tensor Variance);

    private sealed class Sample(RandomStream random, long[] shape, ScalarType type)
    {
        private readonly Tensor _x = ChannelsLast((Tensors.RandomFloats(random, shape) * 2 + 3).to(type));
        private readonly Tensor _dy = Tensors.RandomFloats(random, shape).to(type);
        private readonly Tensor _weight = Tensors.RandomFloats(random, shape[1]);
        private readonly Tensor _bias = Tensors.RandomFloats(random, shape[1]);

        public Outcome Ours(bool relu) => Run(type, float32, (x, weight, bias, mean, variance) => relu
            ? F.BatchNormRelu(x, mean, variance, weight, bias, true, Momentum, Eps)
            : F.batch_norm(x, mean, variance, weight, bias, true, Momentum, Eps));

        public Outcome Theirs(bool relu) => Run(float64, float64, (x, weight, bias, mean, variance) =>
        {
            var y = Reference.Call(x, weight, bias, mean, variance, true, Momentum, Eps, true);
            return relu ? F.relu(y) : y;
        });

        private Outcome Run(ScalarType maps, ScalarType channels, Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> function)
        {
            Tensor Leaf(Tensor values, ScalarType kind) => values.to(kind, copy: true).detach().requires_grad_();
            var (x, weight, bias) = (Leaf(_x, maps), Leaf(_weight, channels), Leaf(_bias, channels));
            var (mean, variance) = (zeros([shape[1]], channels), ones([shape[1]], channels));
            var y = function(x, weight, bias, mean, variance);
            (y * _dy.to(maps)).sum().backward();
            return new(y, x.grad!, weight.grad!, bias.grad!, mean, variance);
        }
    }
}
