using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Tests.TorchSharpTests;

public sealed class GradModeTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Nothing_is_recorded_without_gradients()
    {
        var x = ones([2], requires_grad: true);
        using (no_grad())
        {
            is_grad_enabled().ShouldBeFalse();
            (x * 2).requires_grad.ShouldBeFalse();
            using (enable_grad())
                (x * 2).requires_grad.ShouldBeTrue();
            is_grad_enabled().ShouldBeFalse();
        }

        is_grad_enabled().ShouldBeTrue();
        (x * 2).requires_grad.ShouldBeTrue();
    }

    [Fact]
    public void The_mode_comes_back_after_an_exception()
    {
        _ = Should.Throw<InvalidOperationException>(() =>
        {
            using var quiet = no_grad();
            throw new InvalidOperationException();
        });

        is_grad_enabled().ShouldBeTrue();
    }

    [Fact]
    public void The_mode_belongs_to_its_thread()
    {
        using var quiet = no_grad();
        var elsewhere = false;
        var thread = new Thread(() => elsewhere = is_grad_enabled());

        thread.Start();
        thread.Join();

        elsewhere.ShouldBeTrue();
    }

    [Fact]
    public void Tensors_of_inference_mode_cannot_be_learned_through()
    {
        var weight = ones([2], requires_grad: true);
        Tensor input;
        using (inference_mode())
        {
            input = ones([2]) * 2;
            (weight * input).requires_grad.ShouldBeFalse();
        }

        Should.Throw<ExternalException>(() => weight * input).Message.ShouldContain("Inference tensors cannot be saved for backward");
    }

    [Fact]
    public void A_leaf_asks_for_gradients_and_a_result_inherits_it()
    {
        var leaf = ones([2]).requires_grad_();
        var result = leaf.square();

        (leaf.is_leaf, result.is_leaf, result.requires_grad).ShouldBe((true, false, true));
        leaf.grad.ShouldBeNull();
        result.detach().requires_grad.ShouldBeFalse();
    }
}
