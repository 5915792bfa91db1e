using FerTrain.Core;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace FerTrain.Tests.TorchSharpTests;

public sealed class LinearTests
{
    [Theory]
    [InlineData(32, 250, 130)]
    [InlineData(3, 1000, 70)]
    [InlineData(2, 7, 5)]
    public void Values_and_gradients_equal_those_in_float64(long rows, long inputs, long outputs)
    {
        using var scope = NewDisposeScope();
        var random = new Seeds(8).Stream("linear");
        Tensor[] values = [Tensors.RandomFloats(random, rows, inputs), Tensors.RandomFloats(random, outputs, inputs), Tensors.RandomFloats(random, outputs)];
        var dy = Tensors.RandomFloats(random, rows, outputs);

        var (result, gradients) = Run(values, dy, float32);
        var (expected, expectedGradients) = Run(values, dy, float64);

        result.Values().ShouldBe(expected.Values(), 1e-3);
        foreach (var (actual, gradient) in gradients.Zip(expectedGradients))
            actual.Values().ShouldBe(gradient.Values(), 1e-3);
    }

    private static (Tensor Result, Tensor[] Gradients) Run(Tensor[] values, Tensor dy, ScalarType type)
    {
        Tensor[] leaves = [.. values.Select(value => value.to(type, copy: true).detach().requires_grad_())];
        var y = F.linear(leaves[0], leaves[1], leaves[2]);
        (y * dy.to(type)).sum().backward();
        return (y, [.. leaves.Select(leaf => leaf.grad!)]);
    }
}
