using FerTrain.Core;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Tests.TorchSharpTests;

public sealed class HookTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_hook_sees_each_call_until_it_is_removed()
    {
        using var relu = ReLU();
        var seen = new List<(double[] Input, double[] Output)>();
        var hook = relu.register_forward_hook((_, input, output) =>
        {
            seen.Add((input.Values(), output.Values()));
            return null!;
        });

        relu.call(tensor([-1.0, 2.0], [2])).Values().ShouldBe([0.0, 2]);
        hook.remove();
        _ = relu.call(tensor([3.0], [1]));

        seen.ShouldHaveSingleItem().Input.ShouldBe([-1.0, 2]);
        seen[0].Output.ShouldBe([0.0, 2]);
    }

    [Fact]
    public void A_hook_may_replace_the_result_and_later_ones_see_that()
    {
        using var sum = new Sum();
        _ = sum.register_forward_hook((_, _, _, output) => output * 10);
        _ = sum.register_forward_hook((_, left, right, output) => output + left - right);

        sum.call(tensor([1.0], [1]), tensor([2.0], [1])).Values().ShouldBe([29.0]);
    }

    [Fact]
    public void Forward_itself_calls_no_hook()
    {
        using var sum = new Sum();
        _ = sum.register_forward_hook((_, _, _, output) => output * 10);

        sum.forward(tensor([1.0], [1]), tensor([2.0], [1])).Values().ShouldBe([3.0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Each_layer_of_a_sequence_is_seen(int watched)
    {
        using var layers = Sequential(BatchNorm2d(2), ReLU());
        Tensor[] seen = [];
        _ = ((Module<Tensor, Tensor>)layers.children().ElementAt(watched)).register_forward_hook((_, input, output) =>
        {
            seen = [input.clone(), output.clone()];
            return null!;
        });
        var x = Tensors.RandomFloats(new Seeds(1).Stream("hook"), 2, 2, 3, 3);

        var result = layers.call(x);

        (watched == 0 ? seen[0] : seen[1]).Values().ShouldBe((watched == 0 ? x : result).Values());
        seen[0].Values().ShouldNotBe(seen[1].Values());
    }

    [Fact]
    public void Views_share_the_storage_of_their_tensor()
    {
        var numbers = tensor([1f, 2, 3, 4]);

        numbers.slice(0, 2, 4, 1).storage<float>().data_ptr().ShouldBe(numbers.storage<float>().data_ptr());
        numbers.clone().storage<float>().data_ptr().ShouldNotBe(numbers.storage<float>().data_ptr());
    }

    private sealed class Sum() : Module<Tensor, Tensor, Tensor>(nameof(Sum))
    {
        public override Tensor forward(Tensor left, Tensor right) => left + right;
    }
}
