using FerTrain.Torch;
using static TorchSharp.torch;

namespace FerTrain.Tests.Torch;

[Collection(TestCollections.Libtorch)]
public sealed class TensorArithmeticTests
{
    private const int Sums = 100_000;

    [Fact]
    public void Its_results_are_those_of_the_operators()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (tensor([-2.5f, 0.1f, 3]), tensor([7f, -1, 0.3f]));

        Tensors.Values(x.Plus(y)).ShouldBe(Tensors.Values(x + y));
        Tensors.Values(x.Plus(0.3)).ShouldBe(Tensors.Values(x + 0.3));
        Tensors.Values(x.Times(0.3)).ShouldBe(Tensors.Values(x * 0.3));
        Tensors.Values(x.Over(0.3)).ShouldBe(Tensors.Values(x / 0.3));
        Tensors.Values(x.Squared()).ShouldBe(Tensors.Values(x.square()));
        Tensors.Values(x.Complement()).ShouldBe(Tensors.Values(1 - x));
        Tensors.Values(x.Clamp(0, 1)).ShouldBe([0, 0.1f, 1]);
        Tensors.Values(x.MaskedFill(x.gt(y), 5)).ShouldBe([-2.5f, 5, 5]);
        Tensors.Values(x.clone().Accumulate(y)).ShouldBe(Tensors.Values(x + y));
    }

    // With TorchSharp's operators a few of so many sums fail, with a number whose type libtorch no longer knows.
    [Fact]
    public void Numbers_live_until_libtorch_has_returned_however_often_garbage_is_collected()
    {
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
                GC.Collect(0);
        });
        collector.Start();
        try
        {
            using var x = ones(256);
            for (var i = 0; i < Sums; i++)
            {
                using var scope = NewDisposeScope();
                x.Plus(x).Plus(0.5)[0].item<float>().ShouldBe(2.5f);
            }
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }
}
