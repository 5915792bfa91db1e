using FerTrain.Torch;
using static TorchSharp.torch;

namespace FerTrain.Tests.Torch;

[Collection(TestCollections.Libtorch)]
public sealed class TensorArithmeticTests
{
    private const int Sums = 100_000;

    [Fact]
    public void It_computes_what_arithmetic_with_numbers_computes()
    {
        using var scope = NewDisposeScope();
        double[] a = [-2.5, 0.5, 3];
        double[] b = [7, -1, 0.25];
        var (x, y) = (tensor(a), tensor(b));

        x.Plus(y).Values().ShouldBe(a.Zip(b, (left, right) => left + right));
        x.Plus(0.3).Values().ShouldBe(a.Select(value => value + 0.3));
        x.Times(0.3).Values().ShouldBe(a.Select(value => value * 0.3));
        x.Over(0.3).Values().ShouldBe(a.Select(value => value / 0.3), 1e-12);
        x.Squared().Values().ShouldBe(a.Select(value => value * value));
        x.Complement().Values().ShouldBe(a.Select(value => 1 - value));
        x.Clamp(0, 1).Values().ShouldBe([0, 0.5, 1]);
        x.MaskedFill(tensor([false, true, true]), 5).Values().ShouldBe([-2.5, 5, 5]);
        x.clone().Accumulate(y).Values().ShouldBe(a.Zip(b, (left, right) => left + right));
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
