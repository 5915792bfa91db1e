using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Tests.TorchSharpTests;

public sealed class RandomStateTests
{
    [Fact]
    public void The_same_seed_draws_the_same_numbers()
    {
        var first = Draw(seed: 42);

        Draw(seed: 42).ShouldBe(first);
        Draw(seed: 43).ShouldNotBe(first);
    }

    [Fact]
    public void A_saved_state_goes_on_where_it_was_saved()
    {
        using var scope = NewDisposeScope();
        _ = manual_seed(7);
        _ = randn([3]);
        var state = get_rng_state();
        var expected = randn([101]).Values();

        set_rng_state(state);

        randn([101]).Values().ShouldBe(expected);
        (state.dtype, state.numel()).ShouldBe((uint8, 5056));
    }

    [Fact]
    public void A_layer_starts_alike_whatever_was_drawn_before_its_seed()
    {
        _ = manual_seed(1);
        using var first = Conv2d(8, 4, 3);
        _ = Draw(seed: 9);
        _ = manual_seed(1);
        using var second = Conv2d(8, 4, 3);

        second.weight.Values().ShouldBe(first.weight.Values());
    }

    [Fact]
    public void Normal_and_uniform_numbers_have_their_moments()
    {
        _ = manual_seed(3);
        using var scope = NewDisposeScope();
        var normal = randn([100_000]).Values();
        var uniform = rand([100_000]).Values();

        normal.Average().ShouldBe(0, 0.02);
        normal.Average(value => value * value).ShouldBe(1, 0.03);
        uniform.Average().ShouldBe(0.5, 0.006);
        uniform.ShouldAllBe(value => value >= 0 && value < 1);
    }

    private static double[] Draw(long seed)
    {
        _ = manual_seed(seed);
        using var drawn = rand([16]);
        return drawn.Values();
    }
}
