using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace FerTrain.Tests.TorchSharpTests.Interop;

/// <summary>The provider's own dropout, whose mask is drawn anew on the way back.</summary>
public sealed class DropoutTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(0.1, 100_003)]
    [InlineData(0.5, 100_003)]
    [InlineData(0.75, 33_333)]
    public void It_drops_its_share_in_every_part_and_scales_the_rest(double p, int count)
    {
        _ = manual_seed(1);
        foreach (var type in new[] { float32, ScalarType.BFloat16 })
        {
            var values = F.dropout(ones([count]).to(type), p).Values();

            values.Where(value => value != 0).ShouldAllBe(value => Math.Abs(value - 1 / (1 - p)) < 0.01);
            var deviation = Math.Sqrt(p * (1 - p));
            foreach (var part in values.Chunk(8_192).Where(part => part.Length > 1_000))
                part.Average(value => value == 0 ? 1.0 : 0).ShouldBe(p, 5 * deviation / Math.Sqrt(part.Length));
            // Neighbours, and values one vector or one chunk apart, are dropped independently.
            foreach (var distance in new[] { 1, 16, 16_384 })
            {
                var both = values.Zip(values.Skip(distance), (a, b) => a == 0 && b == 0).ToArray();
                both.Average(hit => hit ? 1.0 : 0).ShouldBe(p * p, 6 * p * deviation * 2 / Math.Sqrt(both.Length));
            }
        }
    }

    [Fact]
    public void Gradients_pass_where_values_did_whatever_their_layout()
    {
        var x = MemoryFormat.ChannelsLast(ones([3, 5, 7, 9])).requires_grad_();

        var y = F.dropout(x, 0.3);
        (y * 2).contiguous().sum().backward();

        x.grad!.Values().ShouldBe(y.Values().Select(value => 2 * value), 1e-6);
        y.Values().Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void The_generators_state_brings_the_same_mask_back_and_each_call_draws_another()
    {
        var x = ones([1000]);
        var state = get_rng_state();
        var (first, second) = (F.dropout(x).Values(), F.dropout(x).Values());

        set_rng_state(state);

        F.dropout(x).Values().ShouldBe(first);
        second.ShouldNotBe(first);
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        var x = ones([100_000]);
        var threads = get_num_threads();
        var state = get_rng_state();
        try
        {
            set_num_threads(1);
            var single = F.dropout(x).Values();
            set_rng_state(state);
            set_num_threads(3);
            F.dropout(x).Values().ShouldBe(single);
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Fact]
    public void A_NaN_stays_one()
    {
        var x = ones([40]) * float.NaN;

        F.dropout(x).Values().ShouldAllBe(value => double.IsNaN(value));
    }
}
